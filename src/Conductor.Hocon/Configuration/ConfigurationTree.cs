using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Binding;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace Conductor.Hocon.Configuration;

/// <summary>Reads Microsoft's configuration, whatever its providers, with the types and units of HOCON.</summary>
public static class ConfigurationTree
{
    /// <summary>The configuration as an object, with the origin of every value as far as its provider tells it.</summary>
    /// <param name="configuration">The root, or a section of it.</param>
    /// <param name="root">The root that a section belongs to. Without it, the values of a section have no origin and no type but text.</param>
    /// <exception cref="HoconException">It nests deeper than <see cref="HoconLimits.MaxDepth"/>.</exception>
    public static HoconObject ToHocon(this IConfiguration configuration, IConfigurationRoot? root = null)
    {
        root ??= configuration as IConfigurationRoot;
        return ReadObject(configuration, root?.Providers.Reverse().ToList() ?? [], depth: 1);
    }

    /// <summary>Binds options as <see cref="HoconBinder"/> does, from configuration of any provider.</summary>
    /// <remarks>
    /// Keys may be written in any case and with any hyphens: environment variables cannot carry "first-token-timeout". Of two keys that
    /// differ in nothing else, the value of the provider that was added last is taken.
    /// </remarks>
    /// <param name="configuration">The root, or a section of it.</param>
    /// <param name="options">The options.</param>
    /// <param name="root">The root that a section belongs to, for the origins of its values.</param>
    /// <returns>The mistakes; empty if there are none.</returns>
    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    public static IReadOnlyList<HoconError> BindHocon(this IConfiguration configuration, object options, IConfigurationRoot? root = null)
    {
        var path = configuration is IConfigurationSection section ? section.Path.Split(ConfigurationPath.KeyDelimiter).Select(ConfigurationKey.Decode) : [];
        return HoconBinder.Bind(configuration.ToHocon(root), options, HoconPath.Of([.. path]), looseKeys: true);
    }

    private static HoconObject ReadObject(IConfiguration configuration, IReadOnlyList<IConfigurationProvider> providers, int depth)
    {
        if (depth > HoconLimits.Default.MaxDepth)
            throw new HoconException(HoconOrigin.Described("configuration"), $"nested deeper than {nameof(HoconLimits.MaxDepth)} = {HoconLimits.Default.MaxDepth} levels");
        var fields = new OrderedDictionary<string, HoconField>(StringComparer.Ordinal);
        foreach (var child in configuration.GetChildren())
        {
            var key = ConfigurationKey.Decode(child.Key);
            var value = child.GetChildren().Any() ? ReadObject(child, providers, depth + 1) : ReadValue(child, providers);
            fields[key] = new HoconField(key, value.Origin, value);
        }
        return new HoconObject(fields.Count > 0 ? fields.GetAt(0).Value.KeyOrigin : HoconOrigin.Described("configuration"), fields);
    }

    private static HoconValue ReadValue(IConfigurationSection section, IReadOnlyList<IConfigurationProvider> providers)
    {
        foreach (var provider in providers)
        {
            if (!provider.TryGet(section.Path, out var text)) continue;
            if (provider is HoconConfigurationProvider hocon && hocon.TryGetValue(section.Path, out var value)) return value;
            return Read(text, HoconOrigin.Described($"{section.Path} of {provider}"));
        }
        return Read(section.Value, HoconOrigin.Described($"{section.Path} of the configuration"));
    }

    private static HoconScalar Read(string? text, HoconOrigin origin) =>
        text is null ? new HoconScalar(origin, HoconValueKind.Null, "null") : HoconScalar.FromText(text, origin);
}
