using Conductor.Core.Models;

namespace Conductor.Core.Streams;

/// <summary>What an entry of a <see cref="ResponseLog"/> holds.</summary>
public enum EntryKind : byte
{
    /// <summary>A piece of the answer's text.</summary>
    Text,

    /// <summary>A piece of the model's reasoning.</summary>
    Thinking,

    /// <summary>One whole tool call, a JSON object.</summary>
    ToolCall,

    /// <summary>Other fields of the host's answer that pass through, a JSON object.</summary>
    Extra,

    /// <summary>Where the turn stands: a <see cref="TurnStatus"/>.</summary>
    Status,

    /// <summary>What was said so far is void, the answer begins anew: readers drop what they have.</summary>
    Restarted,

    /// <summary>What the answer cost: a <see cref="ModelUsage"/>.</summary>
    Usage,

    /// <summary>The end: an <see cref="Streams.Ending"/>. Nothing follows.</summary>
    End,
}

/// <summary>One entry of a <see cref="ResponseLog"/>, immutable; its bytes stay valid as long as somebody holds them.</summary>
public readonly struct LogEntry
{
    // Either the buffer that holds the bytes or the payload: an entry never has both, and a token costs 24 bytes and its text.
    private readonly object? _content;
    private readonly int _offset;
    private readonly int _length;

    internal LogEntry(EntryKind kind, byte[] buffer, int offset, int length) =>
        (Kind, _content, _offset, _length) = (kind, buffer, offset, length);

    internal LogEntry(EntryKind kind, object? payload) => (Kind, _content) = (kind, payload);

    /// <summary>What it holds.</summary>
    public EntryKind Kind { get; }

    /// <summary>The UTF-8 bytes of a text, thinking, tool call or extra entry; else empty.</summary>
    public ReadOnlyMemory<byte> Utf8 => _content is byte[] buffer ? buffer.AsMemory(_offset, _length) : default;

    /// <summary>The status of a <see cref="EntryKind.Status"/> entry; else null.</summary>
    public TurnStatus? Status => _content as TurnStatus;

    /// <summary>The counts of a <see cref="EntryKind.Usage"/> entry; else null.</summary>
    public ModelUsage? Usage => _content as ModelUsage;

    /// <summary>The end of an <see cref="EntryKind.End"/> entry; else null.</summary>
    public Ending? Ending => _content as Ending;

    internal int Length => _length;
}
