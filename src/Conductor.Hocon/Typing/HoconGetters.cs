using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Typing;

/// <summary>Typed reading of single values. To read many and hear of every mistake at once, use a <see cref="HoconReader"/>.</summary>
/// <remarks>
/// Paths are written as in a file; text that is no path throws <see cref="ArgumentException"/>. Any mistake of the configuration is a
/// <see cref="HoconException"/> with the path and the origin of the value.
/// </remarks>
public static class HoconGetters
{
    /// <summary>The value at a path. One that is absent or null is a mistake.</summary>
    /// <exception cref="HoconException">The value is absent, null, or not of the type.</exception>
    public static T Get<T>(this HoconObject value, string path, HoconType<T> type)
    {
        var parsed = HoconPath.Parse(path);
        if (!value.TryGet(parsed, out var found)) throw new HoconException(value.Origin, Missing(value, parsed, type.Expected));
        var errors = new List<HoconError>();
        return type.TryRead(found, parsed, errors, out var result) ? result : throw new HoconException(errors);
    }

    /// <summary>The value at a path. False if it is absent or null.</summary>
    /// <exception cref="HoconException">The value is not of the type.</exception>
    public static bool TryGet<T>(this HoconObject value, string path, HoconType<T> type, [MaybeNullWhen(false)] out T result)
    {
        result = default;
        if (!value.TryGet(path, out var found) || found.Kind == HoconValueKind.Null) return false;
        result = value.Get(path, type);
        return true;
    }

    /// <summary>The text at a path.</summary>
    public static string GetText(this HoconObject value, string path) => value.Get(path, HoconTypes.Text);

    /// <summary>The switch at a path: true, yes, on, false, no or off.</summary>
    public static bool GetBoolean(this HoconObject value, string path) => value.Get(path, HoconTypes.Boolean);

    /// <summary>The whole number at a path.</summary>
    public static int GetInt32(this HoconObject value, string path) => value.Get(path, HoconTypes.Int32);

    /// <summary>The whole number at a path.</summary>
    public static long GetInt64(this HoconObject value, string path) => value.Get(path, HoconTypes.Int64);

    /// <summary>The number at a path.</summary>
    public static double GetDouble(this HoconObject value, string path) => value.Get(path, HoconTypes.Double);

    /// <summary>The percentage or fraction at a path, as a fraction: 10% is 0.1.</summary>
    public static double GetFraction(this HoconObject value, string path) => value.Get(path, HoconTypes.Fraction);

    /// <summary>The duration at a path.</summary>
    public static TimeSpan GetDuration(this HoconObject value, string path) => value.Get(path, HoconTypes.Duration);

    /// <summary>The size at a path, in bytes.</summary>
    public static long GetSize(this HoconObject value, string path) => value.Get(path, HoconTypes.Size);

    /// <summary>The object at a path.</summary>
    public static HoconObject GetObject(this HoconObject value, string path) => value.Get(path, HoconTypes.Object);

    /// <summary>The array at a path.</summary>
    public static HoconArray GetArray(this HoconObject value, string path) => value.Get(path, HoconTypes.Array);

    private static string Missing(HoconObject value, HoconPath path, string expected)
    {
        var parent = value;
        for (var i = 0; i < path.Count; i++)
        {
            if (!parent.TryGetField(path[i], out var field))
                return $"'{path.Shown}' is missing; it must be {expected}{(NearestKey.Find(path[i], parent.Keys) is { } nearest ? $" (did you mean '{nearest}'?)" : "")}";
            if (field.Value is not HoconObject next) return $"'{path.Shown}' is missing, because '{path.To(i + 1).Shown}' is {field.Value.Describe()} (at {field.Value.Origin})";
            parent = next;
        }
        return $"'{path.Shown}' is missing; it must be {expected}";
    }
}
