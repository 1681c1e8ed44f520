using System.Reflection;
using Conductor.Hocon.Typing;
using Microsoft.Extensions.Configuration;

namespace Conductor.Hocon.Binding;

/// <summary>The key that a property of an options class is bound from.</summary>
public static class OptionKey
{
    /// <summary>The name that a ConfigurationKeyNameAttribute gives, or the property's own in kebab case.</summary>
    public static string Of(PropertyInfo property) =>
        property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? KebabCase.From(property.Name);
}
