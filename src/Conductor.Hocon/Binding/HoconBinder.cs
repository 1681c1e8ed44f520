using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Binding;

/// <summary>Sets the properties of an options object from a configuration object, and gathers every mistake.</summary>
/// <remarks>
/// The key of FirstTokenTimeout is "first-token-timeout"; ConfigurationKeyNameAttribute gives another. Properties are of: text, enumeration,
/// boolean, a whole number (with units of size where the name ends in "Bytes"), a real number or percentage, <see cref="TimeSpan"/> with
/// units (nullable: or "off"), <see cref="Uri"/>, an object of such properties, a list or array, or a dictionary from text, whose keys are
/// taken as they are written. A property whose key is absent or null keeps its value. A list, array or dictionary is replaced.
/// Values are held against RangeAttribute. Keys without a property are mistakes.
/// </remarks>
public static class HoconBinder
{
    internal const string Reflects = "Finds the properties of options by reflection; keep them when trimming.";

    /// <summary>Binds an object.</summary>
    /// <param name="value">The configuration.</param>
    /// <param name="options">The options, which are written to even if there are mistakes.</param>
    /// <param name="path">The path of the configuration, for errors; the root if null.</param>
    /// <param name="looseKeys">Keys may be written in any case and with any hyphens; see <see cref="HoconReader"/>.</param>
    /// <returns>The mistakes, file by file from top to bottom; empty if there are none.</returns>
    [RequiresUnreferencedCode(Reflects)]
    public static IReadOnlyList<HoconError> Bind(HoconObject value, object options, HoconPath? path = null, bool looseKeys = false)
    {
        var reader = new HoconReader(value, path, looseKeys);
        Bind(reader, options);
        reader.RefuseUnknown();
        return HoconError.InReadingOrder(reader.Errors);
    }

    [RequiresUnreferencedCode(Reflects)]
    private static void Bind(HoconReader reader, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isBound = property.GetIndexParameters().Length == 0 && (property.SetMethod is { IsPublic: true } || IsOpenObject(property, options));
            if (isBound) BindProperty(reader, options, property);
        }
    }

    // An inner object that was made with the outer one needs no setter.
    [RequiresUnreferencedCode(Reflects)]
    private static bool IsOpenObject(PropertyInfo property, object options) =>
        property.CanRead && BoundTypes.Find(property.PropertyType, property.Name) is null && BoundTypes.FindElement(property.PropertyType) is null
        && BoundTypes.FindDictionaryValue(property.PropertyType) is null && property.GetValue(options) is not null;

    [RequiresUnreferencedCode(Reflects)]
    private static void BindProperty(HoconReader reader, object options, PropertyInfo property)
    {
        var (key, type) = (OptionKey.Of(property), property.PropertyType);
        if (BoundTypes.Find(type, property.Name) is { } simple)
        {
            if (reader.TryRead(key, RangeCheck.Apply(simple, property), out var result)) property.SetValue(options, result);
        }
        // A key is asked for even if there is nothing to bind: that makes it a known one.
        else if (reader.TryFind(key, out _))
        {
            if (BoundTypes.FindDictionaryValue(type) is { } value) property.SetValue(options, ReadDictionary(reader, key, value, property.Name));
            else if (BoundTypes.FindElement(type) is { } element)
                property.SetValue(options, BoundTypes.MakeList(type, element, [.. reader.Elements(key).Select(item => Make(item, element))]));
            else BindObject(reader.Section(key), options, property);
        }
    }

    [RequiresUnreferencedCode(Reflects)]
    private static void BindObject(HoconReader reader, object options, PropertyInfo property)
    {
        var inner = property.GetValue(options);
        if (inner is null) property.SetValue(options, Make(reader, property.PropertyType));
        else Bind(reader, inner);
    }

    [RequiresUnreferencedCode(Reflects)]
    private static IDictionary ReadDictionary(HoconReader reader, string key, Type valueType, string propertyName)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        if (BoundTypes.Find(valueType, propertyName) is not { } simple)
        {
            foreach (var (name, section) in reader.Sections(key)) dictionary[name] = Make(section, valueType);
            return dictionary;
        }
        foreach (var (name, entry) in reader.Entries(key, simple)) dictionary[name] = entry;
        return dictionary;
    }

    [RequiresUnreferencedCode(Reflects)]
    private static object Make(HoconReader reader, Type type)
    {
        var made = Activator.CreateInstance(type)!;
        Bind(reader, made);
        return made;
    }
}
