using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.models</c>.</summary>
internal static class ModelKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("models.default", HoconTypes.Text, (all, value) => all with { DefaultModel = value.Length > 0 ? value : null }),
    ];
}
