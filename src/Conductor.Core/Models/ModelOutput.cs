using Conductor.Core.Streams;

namespace Conductor.Core.Models;

/// <summary>What kind of thing a host has just sent.</summary>
public enum OutputKind
{
    /// <summary>Nothing for the reader, but the host lives: the request was sent, headers came, bytes arrived.</summary>
    Alive,

    /// <summary>A piece of the answer's text, UTF-8, whole characters.</summary>
    Text,

    /// <summary>A piece of the model's reasoning, UTF-8, whole characters.</summary>
    Thinking,

    /// <summary>One whole tool call: a JSON object as Ollama writes it, with <c>arguments</c> an object.</summary>
    ToolCall,

    /// <summary>
    /// Other fields of one piece of the host's answer that pass through as they are: a JSON object shaped as in Ollama's chunk
    /// (<c>{"logprobs":[…]}</c>, <c>{"message":{"images":[…]}}</c>). It comes before the reasoning and text of the same piece, so that
    /// a front door can put both into one chunk.
    /// </summary>
    Extra,

    /// <summary>Counts and durations, in <see cref="ModelOutput.Usage"/>.</summary>
    Usage,

    /// <summary>The end, in <see cref="ModelOutput.Ending"/>. Nothing follows.</summary>
    End,
}

/// <summary>
/// One thing that a host sent. A struct over the driver's own buffer, so that a token costs no allocation:
/// <see cref="Utf8"/> is valid only until the enumeration is asked for the next output.
/// </summary>
public readonly struct ModelOutput
{
    private readonly object? _payload;

    private ModelOutput(OutputKind kind, ReadOnlyMemory<byte> utf8, object? payload) =>
        (Kind, Utf8, _payload) = (kind, utf8, payload);

    /// <summary>What it is.</summary>
    public OutputKind Kind { get; }

    /// <summary>The bytes of a text, thinking, tool call or extra output; else empty.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The counts of a <see cref="OutputKind.Usage"/> output; else null.</summary>
    public ModelUsage? Usage => _payload as ModelUsage;

    /// <summary>The end of an <see cref="OutputKind.End"/> output; else null.</summary>
    public Ending? Ending => _payload as Ending;

    /// <summary>The host lives.</summary>
    public static ModelOutput Alive => default;

    /// <summary>A piece of text.</summary>
    public static ModelOutput OfText(ReadOnlyMemory<byte> utf8) => new(OutputKind.Text, utf8, null);

    /// <summary>A piece of reasoning.</summary>
    public static ModelOutput OfThinking(ReadOnlyMemory<byte> utf8) => new(OutputKind.Thinking, utf8, null);

    /// <summary>One tool call as a JSON object.</summary>
    public static ModelOutput OfToolCall(ReadOnlyMemory<byte> json) => new(OutputKind.ToolCall, json, null);

    /// <summary>Fields that pass through, as a JSON object.</summary>
    public static ModelOutput OfExtra(ReadOnlyMemory<byte> json) => new(OutputKind.Extra, json, null);

    /// <summary>Counts and durations.</summary>
    public static ModelOutput Of(ModelUsage usage) => new(OutputKind.Usage, default, usage);

    /// <summary>The end.</summary>
    public static ModelOutput Of(Ending ending) => new(OutputKind.End, default, ending);
}
