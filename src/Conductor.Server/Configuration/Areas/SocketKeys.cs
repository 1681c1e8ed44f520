using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.socket</c> and <c>conductor.tls</c>.</summary>
internal static class SocketKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("socket.path", HoconTypes.Text, (all, value) => all with { SocketPath = value }),
        Setting.Of("socket.allow-root", HoconTypes.Boolean, (all, value) => all with { AllowRoot = value }),
        Setting.Of("tls.certificate", HoconTypes.Text, (all, value) => all with { Tls = all.Tls with { Certificate = value } }),
        Setting.Of("tls.key", HoconTypes.Text, (all, value) => all with { Tls = all.Tls with { Key = value } }),
        Setting.Of("tls.authority", HoconTypes.Text, (all, value) => all with { Tls = all.Tls with { Authority = value } }),
    ];
}
