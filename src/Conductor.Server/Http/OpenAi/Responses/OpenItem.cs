using System.Buffers;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>What an item of a response is.</summary>
internal enum ItemKind
{
    /// <summary>What the model says.</summary>
    Message,

    /// <summary>What it thinks.</summary>
    Reasoning,

    /// <summary>A tool that it calls.</summary>
    Call,
}

/// <summary>One item of a response while it comes. For one answer.</summary>
internal sealed class OpenItem(ItemKind kind)
{
    private readonly ArrayBufferWriter<byte> _escaped = new();

    /// <summary>What it is.</summary>
    public ItemKind Kind => kind;

    /// <summary>Its name; never collides.</summary>
    public string Id { get; } = ResponseDocument.NewId(kind switch { ItemKind.Message => "msg_", ItemKind.Reasoning => "rs_", _ => "fc_" });

    /// <summary>The call, for a call.</summary>
    public ToolCall Tool { get; init; }

    /// <summary>Its text so far, as the inside of a JSON string.</summary>
    public ReadOnlyMemory<byte> Escaped => _escaped.WrittenMemory;

    /// <summary>The event of a piece of it.</summary>
    public string DeltaEvent => kind == ItemKind.Message ? "response.output_text.delta" : "response.reasoning_summary_text.delta";

    /// <summary>The event of all its text.</summary>
    public string DoneEvent => kind == ItemKind.Message ? "response.output_text.done" : "response.reasoning_summary_text.done";

    /// <summary>The place inside it that events speak of.</summary>
    public ReadOnlySpan<byte> InnerIndex => kind switch { ItemKind.Message => ",\"content_index\":0"u8, ItemKind.Reasoning => ",\"summary_index\":0"u8, _ => default };

    /// <summary>The event of its one part.</summary>
    public string PartEvent(bool isDone) => (kind, isDone) switch
    {
        (ItemKind.Message, false) => "response.content_part.added",
        (ItemKind.Message, true) => "response.content_part.done",
        (_, false) => "response.reasoning_summary_part.added",
        _ => "response.reasoning_summary_part.done",
    };

    /// <summary>Takes a piece of its text.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        using var piece = new OutputBuffer(utf8.Length + 16);
        GoText.Write(piece, utf8);
        _escaped.Write(piece.Written.Span);
    }

    /// <summary>Writes its one part.</summary>
    public void WritePart(OutputBuffer output, bool isDone)
    {
        output.Raw(kind == ItemKind.Message ? "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\""u8 : "{\"type\":\"summary_text\",\"text\":\""u8);
        if (isDone)
            output.Raw(_escaped.WrittenSpan);
        output.Raw("\"}"u8);
    }

    /// <summary>Writes it whole.</summary>
    public void WriteItem(OutputBuffer output, bool isDone)
    {
        output.Raw("{\"id\":"u8);
        GoText.WriteQuoted(output, Id);
        switch (kind)
        {
            case ItemKind.Message:
                WriteStatus(output, ",\"type\":\"message\""u8, isDone);
                output.Raw(",\"role\":\"assistant\",\"content\":["u8);
                break;
            case ItemKind.Reasoning:
                output.Raw(",\"type\":\"reasoning\",\"summary\":["u8);
                break;
            default:
                WriteStatus(output, ",\"type\":\"function_call\""u8, isDone);
                WriteCall(output, isDone);
                return;
        }
        if (isDone)
            WritePart(output, isDone: true);
        output.Raw("]}"u8);
    }

    private void WriteCall(OutputBuffer output, bool isDone)
    {
        output.Raw(",\"call_id\":"u8);
        GoText.WriteQuoted(output, Tool.Id);
        output.Raw(",\"name\":"u8);
        GoText.WriteQuoted(output, Tool.Name);
        output.Raw(",\"arguments\":"u8);
        if (isDone)
            Tool.WriteArguments(output);
        else
            output.Raw("\"\""u8);
        output.Raw("}"u8);
    }

    private static void WriteStatus(OutputBuffer output, ReadOnlySpan<byte> type, bool isDone)
    {
        output.Raw(type);
        output.Raw(isDone ? ",\"status\":\"completed\""u8 : ",\"status\":\"in_progress\""u8);
    }
}
