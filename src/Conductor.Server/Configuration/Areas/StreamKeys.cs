namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.streams</c>.</summary>
internal static class StreamKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("streams.high-water", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { HighWater = (int)value } }),
        Setting.Of("streams.detached-allowance", Setting.Size(0, "from 0 to 1GiB"),
            (all, value) => all with { Streams = all.Streams with { DetachedAllowance = (int)value } }),
        Setting.Of("streams.max-lag", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { MaxLag = (int)value } }),
        Setting.Of("streams.max-bytes", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { MaxBytes = (int)value } }),
    ];
}
