using Conductor.Core.Tracing;

namespace Conductor.Core.Models;

/// <summary>What is asked of a host besides answers.</summary>
public enum HostCallKind
{
    /// <summary>Tells all about a model (Ollama's <c>/api/show</c>).</summary>
    Show,

    /// <summary>Fetches a model from a registry (<c>/api/pull</c>).</summary>
    Pull,

    /// <summary>Brings a model to a registry (<c>/api/push</c>).</summary>
    Push,

    /// <summary>Makes a model (<c>/api/create</c>).</summary>
    Create,

    /// <summary>Gives a model one more name (<c>/api/copy</c>).</summary>
    Copy,

    /// <summary>Deletes a model (<c>/api/delete</c>).</summary>
    Delete,

    /// <summary>Asks whether a part of a model is there (HEAD <c>/api/blobs/DIGEST</c>).</summary>
    FindBlob,

    /// <summary>Brings a part of a model (POST <c>/api/blobs/DIGEST</c>).</summary>
    PutBlob,

    /// <summary>Lets a model go from memory (<c>/api/generate</c> without a prompt, <c>keep_alive</c> 0).</summary>
    Unload,
}

/// <summary>One call to a host besides answers, in Ollama's terms. Immutable but for its content.</summary>
/// <param name="Kind">What is asked.</param>
public sealed record HostCall(HostCallKind Kind)
{
    /// <summary>The body as the caller wrote it, a JSON object whose model is named as the host knows it. Empty where the call has none.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The model, as the host names it; empty where the call is about none.</summary>
    public string Model { get; init; } = "";

    /// <summary>What is known of that model; null where nothing is.</summary>
    public ModelDescription? Known { get; init; }

    /// <summary>The digest of a blob, <c>sha256:</c> and 64 digits; empty for other calls.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The bytes of a blob, read as fast as the host takes them; null for other calls.</summary>
    public Stream? Content { get; init; }

    /// <summary>How many bytes that are; null where nobody says.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The trace that it belongs to; null for none.</summary>
    public TraceContext? Trace { get; init; }
}
