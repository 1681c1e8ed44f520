using System.Security.Cryptography;
using System.Text;

namespace Conductor.OllamaSim;

/// <summary>A model that the simulator has on its disk. Immutable.</summary>
/// <param name="Name">As <c>/api/tags</c> lists it; <c>:latest</c> is added when the tag is missing.</param>
public sealed record SimModel(string Name)
{
    /// <summary>What it says when no script speaks for it. Default: 60 tokens that depend only on the model and the conversation.</summary>
    public Answer Answer { get; init; } = Answer.Usual;

    /// <summary>Tokens per second; default null: a burst, as fast as the client takes it.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>How long it reads a prompt before its first token. Default zero.</summary>
    public TimeSpan Prefill { get; init; }

    /// <summary>How long it takes to load. Default zero.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>Answers at the same time; null: <see cref="SimOptions.Parallel"/>.</summary>
    public int? Parallel { get; init; }

    /// <summary>SHA-256 of its weights in lower-case hexadecimal; default: of its name, so that equal names are equal models.</summary>
    public string Digest { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Models.ModelName.Canonical(Name))));

    /// <summary>Bytes on disk. Default 2,019,393,189.</summary>
    public long Size { get; init; } = 2_019_393_189;

    /// <summary>Bytes in video memory once loaded; default null: the same as <see cref="Size"/>.</summary>
    public long? SizeVram { get; init; }

    /// <summary>When it was pulled. Default 2026-08-01 12:00 UTC.</summary>
    public DateTimeOffset ModifiedAt { get; init; } = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The model family. Default <c>llama</c>.</summary>
    public string Family { get; init; } = "llama";

    /// <summary>Default <c>3.2B</c>.</summary>
    public string ParameterSize { get; init; } = "3.2B";

    /// <summary>Default <c>Q4_K_M</c>.</summary>
    public string Quantization { get; init; } = "Q4_K_M";

    /// <summary>Longest context in tokens. Default 131,072.</summary>
    public int ContextLength { get; init; } = 131_072;

    /// <summary>Numbers per embedding. Default 64.</summary>
    public int EmbeddingLength { get; init; } = 64;

    /// <summary>
    /// Among <c>completion</c>, <c>tools</c>, <c>insert</c>, <c>vision</c>, <c>embedding</c>, <c>thinking</c>. Default completion and tools. What is
    /// missing is refused in Ollama's words.
    /// </summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["completion", "tools"];

    /// <summary>
    /// Whether it calls the first tool that a request offers, until the last message is a tool's result. Default false: it talks, unless a script
    /// says otherwise.
    /// </summary>
    public bool CallsTools { get; init; }

    /// <summary>For a model that Ollama runs in its cloud: its name there. Default null: it runs here.</summary>
    public string? RemoteModel { get; init; }

    /// <summary>For a model that Ollama runs in its cloud: where. Default null.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>Whether a prompt longer than the context is refused with 400 instead of being cut. Default false.</summary>
    public bool RefusesLongPrompts { get; init; }

    /// <summary>Why loading it fails; default null: it loads.</summary>
    public string? LoadError { get; init; }

    /// <summary>A model of that name with every default.</summary>
    public static implicit operator SimModel(string name) => new(name);

    /// <summary>A model of that name with every default.</summary>
    public static SimModel FromString(string name) => new(name);

    internal bool Can(string capability) => Capabilities.Contains(capability);
}
