using System.Diagnostics.CodeAnalysis;

namespace Conductor.Core.Models;

/// <summary>Compares model names by <see cref="ModelName"/>'s rules, as keys of dictionaries, without making normalized copies.</summary>
public sealed class ModelNameComparer : IEqualityComparer<string>
{
    private ModelNameComparer()
    {
    }

    /// <summary>The one instance.</summary>
    public static ModelNameComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => ReferenceEquals(x, y) || (x is not null && y is not null && ModelName.AreSame(x, y));

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] string obj) => string.GetHashCode(ModelName.Trim(obj), StringComparison.OrdinalIgnoreCase);
}
