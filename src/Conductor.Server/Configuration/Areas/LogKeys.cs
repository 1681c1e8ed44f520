using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.log</c>.</summary>
internal static class LogKeys
{
    private static readonly HoconType<string> Level =
        HoconTypes.Text.Where($"one of {string.Join(", ", LogSettings.LevelNames)}", level => LogSettings.LevelNames.Contains(level));

    private static readonly HoconType<IReadOnlyDictionary<string, string>> Levels = new(
        $"an object of levels by area, such as {{ Conductor.Core = debug }}, each one of {string.Join(", ", LogSettings.LevelNames)}",
        value => value is HoconObject areas && Read(areas) is { } levels ? (true, levels) : default);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("log.level", Level, (all, value) => all with { Log = all.Log with { Level = value } }),
        Setting.Of("log.levels", Levels, (all, value) => all with { Log = all.Log with { Levels = value.Count > 0 ? value : new LogSettings().Levels } }),
        Setting.Of("log.file.path", HoconTypes.Text, (all, value) => all with { Log = all.Log with { File = value is "" or "off" ? null : value } }),
        Setting.Of("log.file.size", Setting.Size(1024 * 1024, "from 1MiB to 1GiB"), (all, value) => all with { Log = all.Log with { FileSize = value } }),
        Setting.Of("log.file.count", Setting.Count(1, 1000), (all, value) => all with { Log = all.Log with { FileCount = value } }),
    ];

    // An area's name has dots, which make objects of it.
    private static Dictionary<string, string>? Read(HoconObject areas)
    {
        var levels = new Dictionary<string, string>();
        foreach (var (path, field) in areas.Leaves().Where(leaf => leaf.Value.Value is not HoconObject))
        {
            if (!Level.TryRead(field.Value, path, new List<HoconError>(), out var level))
                return null;
            levels[string.Join('.', path)] = level;
        }
        return levels;
    }
}
