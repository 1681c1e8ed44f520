using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.socket</c>.</summary>
internal static class SocketKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("socket.path", HoconTypes.Text, (all, value) => all with { SocketPath = value }),
    ];
}
