namespace Conductor.OllamaSim.Api;

/// <summary>Says how many tokens may have left by now, and waits for the next one.</summary>
internal sealed class Pace : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly TokenGate? _gate;
    private readonly double _perSecond;
    private readonly CancellationToken _cancelled;
    private Metronome? _metronome;
    private long _startedAt;

    public Pace(Answer answer, TimeProvider time, CancellationToken cancellationToken)
    {
        (_time, _cancelled) = (time, cancellationToken);
        (_gate, _perSecond) = (answer.Gate, answer.TokensPerSecond ?? double.PositiveInfinity);
        Start();
    }

    public bool IsBurst => _gate is null && double.IsPositiveInfinity(_perSecond);

    /// <summary>The first token is due now, the others after it.</summary>
    public void Start() => _startedAt = _time.GetTimestamp();

    /// <summary>Waits until the token behind <paramref name="sent"/> others may leave; returns how many may have left by then.</summary>
    public ValueTask<int> AllowedAsync(int sent)
    {
        if (_gate is not null) return _gate.AllowedAsync(sent, _cancelled);
        return IsBurst ? new ValueTask<int>(int.MaxValue) : DueAsync(sent);
    }

    private async ValueTask<int> DueAsync(int sent)
    {
        while (true)
        {
            var due = Due();
            if (due > sent) return due;
            var wait = TimeSpan.FromSeconds(sent / _perSecond) - _time.GetElapsedTime(_startedAt);
            _metronome ??= new Metronome(_time, _cancelled);
            await _metronome.WaitAsync(wait > Shortest ? wait : Shortest).ConfigureAwait(false);
        }
    }

    public void Dispose() => _metronome?.Dispose();

    private int Due() => (int)Math.Min(_time.GetElapsedTime(_startedAt).TotalSeconds * _perSecond + 1.000001, int.MaxValue);
}
