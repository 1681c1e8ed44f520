namespace Conductor.Core.Tests;

/// <summary>A clock that stands still until it is moved. For what only reads the time; it has no timers.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Begin + Now;

    public void Advance(TimeSpan time) => Now += time;

    public void MoveTo(TimeSpan now) => Now = now;
}
