using Conductor.Server.Configuration.Areas;

namespace Conductor.Server.Configuration;

/// <summary>Every key that there is, area by area. <c>hocon/reference.conf</c> explains them; a test holds the two together.</summary>
internal static class SettingTable
{
    /// <summary>The keys with a path of their own.</summary>
    public static IReadOnlyList<Setting> Keys { get; } =
    [
        .. HttpKeys.All,
        .. SocketKeys.All,
        .. IdentityKeys.All,
        .. ModelKeys.All,
        .. TimeoutKeys.All,
        .. QueueKeys.All,
        .. HealthKeys.All,
        .. StreamKeys.All,
        .. JournalKeys.All,
        .. SurfaceKeys.All,
        .. LogKeys.All,
        .. TelemetryKeys.All,
        .. DaemonKeys.All,
    ];

    /// <summary>The tables, whose entries have names that the operator chooses.</summary>
    public static IReadOnlyList<IEntryTable> Tables { get; } =
    [
        HostKeys.Table,
        ModelKeys.Table,
        QueueKeys.Callers,
    ];
}
