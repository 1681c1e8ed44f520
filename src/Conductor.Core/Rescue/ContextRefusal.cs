using Conductor.Core.Streams;

namespace Conductor.Core.Rescue;

/// <summary>Recognizes the one refusal that another model may not share: the request is longer than the model's context.</summary>
internal static class ContextRefusal
{
    // As Ollama, OpenAI, llama.cpp, vLLM and LM Studio word it. All name the context and what is wrong with its size.
    private static readonly string[] Sizes = ["length", "window", "size", "overflow", "exceed", "maximum", "too long", "too large"];

    /// <summary>Whether this is one.</summary>
    public static bool Is(Ending ending) =>
        ending is { End: StreamEnd.BackendRefused or StreamEnd.BackendFailed, Status: 400 or 413 or 422 or 500, Detail: { } detail }
        && detail.Contains("context", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(Sizes, size => detail.Contains(size, StringComparison.OrdinalIgnoreCase));
}
