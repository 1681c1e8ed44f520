namespace Conductor.Core.Health;

/// <summary>Whether somebody is asked.</summary>
public enum CircuitState
{
    /// <summary>It is asked.</summary>
    Closed,

    /// <summary>It failed, or asked for a rest: it is left alone until that is over.</summary>
    Open,

    /// <summary>The rest is over: it is tried with one turn.</summary>
    HalfOpen,
}

/// <summary>The right to ask, given by a <see cref="Circuit"/> and returned to it with the outcome.</summary>
/// <param name="Era">How often the circuit had opened by then: what began in an earlier era proves nothing about this one.</param>
/// <param name="IsTrial">The one turn that decides whether the circuit closes.</param>
internal readonly record struct CircuitPass(int Era, bool IsTrial);

/// <summary>
/// Leaves alone what fails, and finds out when it works again: closed, open for a rest that doubles, half-open with one trial. Owned by
/// one actor; it has no timer, its state follows from the time.
/// </summary>
internal sealed class Circuit(CircuitPlan plan, TimeProvider time, Random random)
{
    private const double NewestShare = 0.2;

    private long _restUntil;
    private long _askedUntil;
    private int _era;
    private int _faultsInRow;
    private int _restsInRow;
    private bool _isOpen;
    private bool _isBlind;
    private bool _trialIsOut;
    private long? _trialStreamsSince;

    /// <summary>Its state now.</summary>
    public CircuitState State => !_isOpen ? CircuitState.Closed : time.GetTimestamp() < _restUntil ? CircuitState.Open : CircuitState.HalfOpen;

    /// <summary>The time stamp at which the rest ends, or has ended.</summary>
    public long RestUntil => _restUntil;

    /// <summary>How long the rest still lasts; zero when there is none.</summary>
    public TimeSpan RestLeft => State == CircuitState.Open ? time.GetElapsedTime(time.GetTimestamp(), _restUntil) : TimeSpan.Zero;

    /// <summary>Whether a turn would get a pass now.</summary>
    public bool WouldAdmit => State switch
    {
        CircuitState.Closed => true,
        CircuitState.HalfOpen => !_trialIsOut || TrialHasProved,
        _ => false,
    };

    /// <summary>How many of the last attempts failed, from 0 to 1, at the time of the last one: the newest counts for a fifth, older ones fade.</summary>
    public double ErrorRate { get; private set; }

    /// <summary>The time stamp of that time.</summary>
    public long ErrorRateAt { get; private set; }

    /// <summary>Asks for the right to ask. <see cref="Leave"/> must follow, whatever happens.</summary>
    public bool TryEnter(out CircuitPass pass)
    {
        if (State == CircuitState.HalfOpen && TrialHasProved)
            Close();
        var state = State;
        var isTrial = state == CircuitState.HalfOpen && !_trialIsOut;
        pass = new CircuitPass(_era, isTrial);
        _trialIsOut |= isTrial;
        return state == CircuitState.Closed || isTrial;
    }

    /// <summary>The first output has come.</summary>
    public void Streams(CircuitPass pass)
    {
        if (pass.IsTrial && pass.Era == _era)
            _trialStreamsSince = time.GetTimestamp();
    }

    /// <summary>Returns the right to ask.</summary>
    /// <param name="pass">The right.</param>
    /// <param name="verdict">What came of it.</param>
    /// <param name="retryAfter">The rest that it asked for, where it did.</param>
    public void Leave(CircuitPass pass, Verdict verdict, TimeSpan? retryAfter = null)
    {
        if (verdict is not Verdict.Nothing)
            Count(isFault: verdict != Verdict.Good);
        // What began before the circuit opened says nothing new, unless the host asks for more rest.
        if (pass.Era != _era && verdict != Verdict.Busy)
            return;
        if (pass.IsTrial && pass.Era == _era)
            (_trialIsOut, _trialStreamsSince) = (false, null);
        // What passed its trial starts anew: held against it, its past would keep it out of use long after it is well.
        if (verdict == Verdict.Good && pass.IsTrial)
            ErrorRate = 0;
        if (verdict == Verdict.Good)
            Close();
        else if (verdict == Verdict.Busy)
            Open(retryAfter);
        else if (verdict == Verdict.Fault && (++_faultsInRow >= plan.Faults || pass.IsTrial))
            Open(retryAfter);
    }

    /// <summary>A free probe failed: the rest begins anew, or for the first time.</summary>
    public void ProbeFailed()
    {
        Open(retryAfter: null);
        _isBlind = true;
    }

    /// <summary>
    /// A free probe was answered. That ends a rest which began because one was not, so that a turn can try; it proves nothing about turns that
    /// failed while probes were answered, nor does it cut short what the host has asked for.
    /// </summary>
    public void ProbeSucceeded()
    {
        if (_isOpen && _isBlind)
            _restUntil = Math.Min(_restUntil, Math.Max(_askedUntil, time.GetTimestamp()));
        _isBlind = false;
    }

    private void Count(bool isFault)
    {
        var now = time.GetTimestamp();
        var faded = Fading.Of(ErrorRate, now - ErrorRateAt, time.TimestampFrequency);
        (ErrorRate, ErrorRateAt) = (faded + NewestShare * ((isFault ? 1 : 0) - faded), now);
    }

    private bool TrialHasProved => _trialStreamsSince is { } since && time.GetElapsedTime(since) >= plan.TrialProof;

    private void Close()
    {
        (_isOpen, _faultsInRow, _restsInRow, _trialIsOut, _trialStreamsSince) = (false, 0, 0, false, null);
    }

    private void Open(TimeSpan? retryAfter)
    {
        var rest = retryAfter ?? NextRest();
        var until = time.GetTimestamp() + (long)(rest.TotalSeconds * time.TimestampFrequency);
        if (retryAfter is not null)
            _askedUntil = Math.Max(_askedUntil, until);
        // A shorter rest never cuts a longer one that was asked for.
        _restUntil = _isOpen ? Math.Max(_restUntil, until) : until;
        (_isOpen, _isBlind, _trialIsOut, _trialStreamsSince) = (true, false, false, null);
        _era++;
    }

    private TimeSpan NextRest()
    {
        // Past this the doubling is far beyond any longest rest.
        var doublings = Math.Min(_restsInRow++, 30);
        var rest = plan.FirstRest * Math.Pow(2, doublings);
        rest = rest < plan.LongestRest ? rest : plan.LongestRest;
        return rest * (1 + plan.Jitter * (2 * random.NextDouble() - 1));
    }
}
