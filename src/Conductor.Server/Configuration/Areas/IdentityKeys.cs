using Conductor.Hocon.Typing;
using Conductor.Server.Identity;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.keys</c>.</summary>
internal static class IdentityKeys
{
    private static readonly HoconType<KeyDemand> Demand = new(
        "one of auto, on, off",
        value => KeyOptions.TryParse(value.ToString() ?? "", out var demand) ? (true, demand) : default);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("keys.required", Demand, (all, value) => all with { Keys = all.Keys with { Required = value } }),
        Setting.Of("keys.file", HoconTypes.Text, (all, value) => all with { Keys = all.Keys with { File = value } }),
    ];
}
