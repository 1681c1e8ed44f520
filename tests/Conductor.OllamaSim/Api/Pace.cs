namespace Conductor.OllamaSim.Api;

/// <summary>Says how many tokens may have left by now, and waits for the next one.</summary>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly TokenGate? _gate;
    private readonly double _perSecond;
    private long _startedAt;

    public Pace(Answer answer, TimeProvider time)
    {
        (_time, _gate, _perSecond) = (time, answer.Gate, answer.TokensPerSecond ?? double.PositiveInfinity);
        Start();
    }

    public bool IsBurst => _gate is null && double.IsPositiveInfinity(_perSecond);

    /// <summary>The first token is due now, the others after it.</summary>
    public void Start() => _startedAt = _time.GetTimestamp();

    /// <summary>Waits until the token behind <paramref name="sent"/> others may leave; returns how many may have left by then.</summary>
    public ValueTask<int> AllowedAsync(int sent, CancellationToken cancellationToken)
    {
        if (_gate is not null) return _gate.AllowedAsync(sent, cancellationToken);
        return IsBurst ? new ValueTask<int>(int.MaxValue) : DueAsync(sent, cancellationToken);
    }

    private async ValueTask<int> DueAsync(int sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var due = Due();
            if (due > sent) return due;
            var wait = TimeSpan.FromSeconds(sent / _perSecond) - _time.GetElapsedTime(_startedAt);
            await Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private int Due() => (int)Math.Min(_time.GetElapsedTime(_startedAt).TotalSeconds * _perSecond + 1.000001, int.MaxValue);
}
