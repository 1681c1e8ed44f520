using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Binding;

/// <summary>The conversions for the types of properties.</summary>
internal static class BoundTypes
{
    private static readonly HoconType<object?> LargeSize = Box(HoconTypes.Size);

    private static readonly HoconType<object?> SmallSize = new($"{HoconTypes.Size.Expected} below 2GiB", value =>
        HoconTypes.Size.TryRead(value, HoconPath.Root, [], out var bytes) && bytes <= int.MaxValue ? (true, (int)bytes) : default);

    private static readonly HoconType<object?> Number = new("a number, or a percentage such as 10%", value =>
        HoconTypes.Fraction.TryRead(value, HoconPath.Root, [], out var number) ? (true, number) : default);

    private static readonly HoconType<object?> DurationOrOff = Box(HoconTypes.DurationOrOff);

    private static readonly Dictionary<Type, HoconType<object?>> Simple = new()
    {
        [typeof(string)] = Box(HoconTypes.Text),
        [typeof(bool)] = Box(HoconTypes.Boolean),
        [typeof(int)] = Box(HoconTypes.Int32),
        [typeof(long)] = Box(HoconTypes.Int64),
        [typeof(double)] = Number,
        [typeof(TimeSpan)] = Box(HoconTypes.Duration),
        [typeof(Uri)] = Box(HoconTypes.Url),
    };

    /// <summary>The conversion to the type of a property; null for objects, dictionaries, and lists of objects.</summary>
    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    public static HoconType<object?>? Find(Type type, string propertyName)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return inner == typeof(TimeSpan) ? DurationOrOff : Find(inner, propertyName);
        if (propertyName.EndsWith("Bytes", StringComparison.Ordinal) && (type == typeof(int) || type == typeof(long)))
            return type == typeof(int) ? SmallSize : LargeSize;
        if (type.IsEnum) return ForEnum(type);
        if (Simple.TryGetValue(type, out var simple)) return simple;
        return FindElement(type) is { } element && Find(element, propertyName) is { } elementType ? ForList(type, element, elementType) : null;
    }

    /// <summary>The type of the elements of a list or an array; null if the type is none.</summary>
    public static Type? FindElement(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var isList = definition == typeof(List<>) || definition == typeof(IList<>) || definition == typeof(IReadOnlyList<>)
            || definition == typeof(ICollection<>) || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IEnumerable<>);
        return isList ? type.GetGenericArguments()[0] : null;
    }

    /// <summary>The type of the values of a dictionary from text; null if the type is none.</summary>
    public static Type? FindDictionaryValue(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var isDictionary = definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>);
        return isDictionary && type.GetGenericArguments()[0] == typeof(string) ? type.GetGenericArguments()[1] : null;
    }

    /// <summary>A list or an array of a property's type.</summary>
    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    public static object MakeList(Type type, Type element, IReadOnlyList<object?> elements)
    {
        var array = Array.CreateInstanceFromArrayType(element.MakeArrayType(), elements.Count);
        for (var i = 0; i < elements.Count; i++) array.SetValue(elements[i], i);
        return type.IsInterface || type.IsArray ? array : Activator.CreateInstance(type, array)!;
    }

    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    private static HoconType<object?> ForList(Type type, Type element, HoconType<object?> elementType) =>
        new("an array", (HoconValue value, HoconPath path, ICollection<HoconError> errors, out object? result) =>
        {
            var isList = HoconTypes.ListOf(elementType).TryRead(value, path, errors, out var elements);
            result = isList ? MakeList(type, element, elements!) : null;
            return isList;
        });

    private static HoconType<object?> ForEnum(Type type)
    {
        var names = Enum.GetNames(type);
        return new HoconType<object?>("one of " + string.Join(", ", names.Select(KebabCase.From)), value =>
            value is HoconScalar { Text: var text } && names.FirstOrDefault(name => KebabCase.AreSame(name, text)) is { } name
                ? (true, Enum.Parse(type, name))
                : default);
    }

    private static HoconType<object?> Box<T>(HoconType<T> type) =>
        new(type.Expected, (HoconValue value, HoconPath path, ICollection<HoconError> errors, out object? result) =>
        {
            var isValid = type.TryRead(value, path, errors, out var read);
            result = read;
            return isValid;
        });
}
