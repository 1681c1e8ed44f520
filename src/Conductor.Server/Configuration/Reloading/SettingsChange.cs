using System.Collections.Immutable;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>What is different between two readings of the settings. Immutable.</summary>
/// <param name="Keys">The keys and tables with another value, those that take effect at once.</param>
/// <param name="AtStartOnly">Those with another value that take effect at the next start.</param>
/// <param name="SameDrivers">The hosts whose drivers are set up as before.</param>
public sealed record SettingsChange(ImmutableArray<string> Keys, ImmutableArray<string> AtStartOnly, ImmutableHashSet<string> SameDrivers)
{
    // What is set up once: sockets, files, and the bounds that live with them.
    private static readonly string[] SetUpOnce =
    [
        "conductor.http", "conductor.socket", "conductor.tls", "conductor.keys", "conductor.journal", "conductor.surfaces", "conductor.log", "conductor.telemetry",
        "conductor.drain-timeout", "conductor.watchdog", "conductor.retry.budget",
    ];

    /// <summary>Compares two readings.</summary>
    public static SettingsChange Between(LoadedSettings before, LoadedSettings after)
    {
        var changed = SettingTable.Keys.Select(setting => setting.Path).Concat(SettingTable.Tables.Select(table => table.Path))
            .Where(path => !Equals(Value(before, path), Value(after, path))).Select(path => path.ToString()).ToArray();
        var (old, now) = (before.Settings, after.Settings);
        var sameRoad = old.ConnectTimeout == now.ConnectTimeout && old.ProbeTimeout == now.ProbeTimeout;
        return new SettingsChange(
            [.. changed.Where(key => !IsSetUpOnce(key))],
            [.. changed.Where(IsSetUpOnce)],
            [.. now.Hosts.Where(host => sameRoad && old.Hosts.Any(one => IsSame(one, host))).Select(host => host.Name)]);
    }

    private static bool IsSetUpOnce(string key) => SetUpOnce.Any(one => key == one || key.StartsWith(one + ".", StringComparison.Ordinal));

    private static HoconValue? Value(LoadedSettings loaded, HoconPath path) => loaded.Tree.TryGet(path, out var value) ? value : null;

    // With certificates it is taken for another one: what the files hold may have been renewed.
    private static bool IsSame(HostSettings one, HostSettings other) =>
        one.TlsOptions is null && other.TlsOptions is null
        && one.Models.SequenceEqual(other.Models, StringComparer.Ordinal)
        && one.Headers.Count == other.Headers.Count && one.Headers.All(header => other.Headers.TryGetValue(header.Key, out var value) && value == header.Value)
        && one with { Models = other.Models, Headers = other.Headers } == other;
}
