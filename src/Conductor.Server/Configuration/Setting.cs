using System.Globalization;
using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>One key that an operator may write: what it must be, and what it changes.</summary>
internal sealed class Setting
{
    private readonly Func<ConductorSettings, HoconValue, ICollection<HoconError>, ConductorSettings> _apply;

    private Setting(HoconPath path, bool isSecret, Func<ConductorSettings, HoconValue, ICollection<HoconError>, ConductorSettings> apply) =>
        (Path, IsSecret, _apply) = (path, isSecret, apply);

    /// <summary>Its full path.</summary>
    public HoconPath Path { get; }

    /// <summary>Its value is never shown.</summary>
    public bool IsSecret { get; }

    /// <summary>A key of a type, with what it changes.</summary>
    public static Setting Of<T>(string key, HoconType<T> type, Func<ConductorSettings, T, ConductorSettings> change) => Of(key, isSecret: false, type, change);

    /// <summary>A text that is never shown; empty is as if it were not written.</summary>
    public static Setting Secret(string key, Func<ConductorSettings, string?, ConductorSettings> change) =>
        Of(key, isSecret: true, HoconTypes.Text.Secret(), (settings, value) => change(settings, value.Length > 0 ? value : null));

    private static Setting Of<T>(string key, bool isSecret, HoconType<T> type, Func<ConductorSettings, T, ConductorSettings> change)
    {
        var path = HoconPath.Parse($"conductor.{key}");
        return new(path, isSecret, (settings, value, errors) => type.TryRead(value, path, errors, out var read) ? change(settings, read) : settings);
    }

    /// <summary>The settings with this key as the tree has it; as they were where it has not, or has it wrong.</summary>
    public ConductorSettings Apply(ConductorSettings settings, HoconObject tree, ICollection<HoconError> errors) =>
        tree.TryGet(Path, out var value) ? _apply(settings, value, errors) : settings;

    /// <summary>A duration within bounds. It has a unit: the language would take a bare 10 for 10 ms, and hardly anybody who writes it means that.</summary>
    public static HoconType<TimeSpan> Duration(TimeSpan least, TimeSpan most, string bounds) =>
        WithUnit(HoconTypes.Duration, $"a duration {bounds}, with its unit (10s, 500ms)", time => time >= least && time <= most);

    /// <summary>A duration within bounds, or <c>off</c> for without end.</summary>
    public static HoconType<TimeSpan?> DurationOrOff(TimeSpan least, TimeSpan most, string bounds) =>
        WithUnit(HoconTypes.DurationOrOff, $"a duration {bounds}, with its unit (10s, 500ms), or off", time => time is not { } set || (set >= least && set <= most));

    private static HoconType<T> WithUnit<T>(HoconType<T> duration, string expected, Func<T, bool> condition) => new(expected, value =>
        !IsBareNumber(value) && duration.TryRead(value, HoconPath.Root, [], out var read) && condition(read) ? (true, read) : default);

    // Nothing needs no unit.
    private static bool IsBareNumber(HoconValue value) =>
        value is HoconScalar { Text: var text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != 0;

    /// <summary>A size within bounds.</summary>
    public static HoconType<long> Size(long least, string bounds) =>
        HoconTypes.Size.Where($"a size {bounds}", bytes => bytes >= least && bytes <= 1024 * 1024 * 1024);

    /// <summary>A whole number within bounds.</summary>
    public static HoconType<int> Count(int least, int most) =>
        HoconTypes.Int32.Where($"a whole number from {least} to {most}", count => count >= least && count <= most);
}
