namespace Conductor.Hocon;

/// <summary>How changes of a file are noticed.</summary>
/// <remarks>A value outside its range throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record HoconWatchOptions
{
    /// <summary>The options that hold where none are given.</summary>
    public static HoconWatchOptions Default { get; } = new();

    /// <summary>Time between two looks at the files, for what the system does not tell of, as on network drives.</summary>
    /// <value>Default 10 s; from 100 ms to 1 h.</value>
    public TimeSpan PollPeriod { get; init => field = InRange(value, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)); } = TimeSpan.FromSeconds(10);

    /// <summary>Time for which changed files must stay the same before they are used: an editor may be half-way through them.</summary>
    /// <value>Default 250 ms; from 0 to 10 s.</value>
    public TimeSpan SettleTime { get; init => field = InRange(value, TimeSpan.Zero, TimeSpan.FromSeconds(10)); } = TimeSpan.FromMilliseconds(250);

    private static TimeSpan InRange(TimeSpan value, TimeSpan least, TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
