using System.Text.Json;

namespace Conductor.Core.Models;

/// <summary>What a probe of a host found: an immutable answer, good or bad.</summary>
public sealed record HostFindings
{
    /// <summary>Null when the host answered as it should; else one sentence that names the host, what is wrong, and the way out.</summary>
    public string? Problem { get; init; }

    /// <summary>The version that the host reports, where it does.</summary>
    public string? Version { get; init; }

    /// <summary>The models that it has, in its order.</summary>
    public IReadOnlyList<ModelDescription> Models { get; init; } = [];

    /// <summary>The models that it holds in memory now.</summary>
    public IReadOnlyList<ResidentModel> Resident { get; init; } = [];

    /// <summary>The host answered as it should.</summary>
    public bool IsReachable => Problem is null;
}

/// <summary>A model that a host has.</summary>
/// <param name="Name">Its full name with tag, as the host writes it.</param>
/// <param name="Listing">The object of Ollama's <c>/api/tags</c> for it, field by field as the host gave it (or as an Ollama would write it).</param>
public sealed record ModelDescription(string Name, JsonElement Listing);

/// <summary>A model in a host's memory.</summary>
/// <param name="Name">Its full name with tag.</param>
/// <param name="Listing">The object of Ollama's <c>/api/ps</c> for it, as the host gave it.</param>
/// <param name="ExpiresAt">When the host means to let it go; null where it did not say.</param>
public sealed record ResidentModel(string Name, JsonElement Listing, DateTimeOffset? ExpiresAt = null);
