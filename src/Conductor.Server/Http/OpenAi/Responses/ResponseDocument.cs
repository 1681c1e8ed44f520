using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>The object that a response is: what was asked is repeated in it, and what was answered is in its items. For one answer.</summary>
internal sealed class ResponseDocument(ResponseRequest request, TimeProvider time)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly string _id = NewId("resp_");
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();
    private readonly List<ReadOnlyMemory<byte>> _items = [];

    /// <summary>The name that the answer gives its model.</summary>
    public string Model { get; set; } = request.Model;

    /// <summary>Items that are complete; the next one's place.</summary>
    public int Count => _items.Count;

    /// <summary>A name that never collides.</summary>
    public static string NewId(string prefix) => prefix + RandomNumberGenerator.GetString(Letters, 24);

    /// <summary>Adds an item that is complete.</summary>
    public void Add(ReadOnlyMemory<byte> item) => _items.Add(item);

    /// <summary>Writes the whole object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ending">How it ended; null while it has not.</param>
    /// <param name="usage">The counts, where they are known.</param>
    public void Write(OutputBuffer output, Ending? ending, ModelUsage? usage)
    {
        output.Raw("{\"id\":"u8);
        GoText.WriteQuoted(output, _id);
        output.Raw(",\"object\":\"response\",\"created_at\":"u8);
        output.Number(_created);
        output.Raw(",\"status\":"u8);
        GoText.WriteQuoted(output, StatusOf(ending, usage));
        output.Raw(",\"background\":false,\"error\":"u8);
        WriteError(output, ending);
        output.Raw(IsCut(ending, usage) ? ",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}"u8 : ",\"incomplete_details\":null"u8);
        WriteSaid(output, "instructions", "null"u8);
        WriteSaid(output, "max_output_tokens", "null"u8);
        WriteSaid(output, "metadata", "{}"u8);
        output.Raw(",\"model\":"u8);
        GoText.WriteQuoted(output, Model);
        output.Raw(",\"output\":["u8);
        for (var i = 0; i < _items.Count; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            output.Raw(_items[i].Span);
        }
        output.Raw("]"u8);
        WriteSaid(output, "parallel_tool_calls", "true"u8);
        output.Raw(",\"previous_response_id\":null"u8);
        WriteSaid(output, "reasoning", "{\"effort\":null,\"summary\":null}"u8);
        output.Raw(",\"store\":false"u8);
        WriteSaid(output, "temperature", "1"u8);
        WriteSaid(output, "text", "{\"format\":{\"type\":\"text\"}}"u8);
        WriteSaid(output, "tool_choice", "\"auto\""u8);
        WriteSaid(output, "tools", "[]"u8);
        WriteSaid(output, "top_p", "1"u8);
        WriteSaid(output, "truncation", "\"disabled\""u8);
        output.Raw(",\"usage\":"u8);
        WriteUsage(output, ending, usage);
        output.Raw("}"u8);
    }

    /// <summary>The event that ends it.</summary>
    public static string EventOf(Ending ending, ModelUsage? usage) => !ending.IsWhole ? "response.failed" : IsCut(ending, usage) ? "response.incomplete" : "response.completed";

    private static bool IsCut(Ending? ending, ModelUsage? usage) => ending is { IsWhole: true } && (ending.End == StreamEnd.LengthLimit || usage?.FinishReason == "length");

    private static string StatusOf(Ending? ending, ModelUsage? usage) => ending switch
    {
        null => "in_progress",
        { IsWhole: false } => "failed",
        _ => IsCut(ending, usage) ? "incomplete" : "completed",
    };

    private static void WriteError(OutputBuffer output, Ending? ending)
    {
        if (ending is null or { IsWhole: true })
        {
            output.Raw("null"u8);
            return;
        }
        output.Raw("{\"code\":\"server_error\",\"message\":"u8);
        GoText.WriteQuoted(output, Turns.EndingRefusals.Words(ending));
        output.Raw("}"u8);
    }

    private void WriteSaid(OutputBuffer output, string field, ReadOnlySpan<byte> otherwise)
    {
        output.Raw(",\""u8);
        GoText.Write(output, field);
        output.Raw("\":"u8);
        if (request.Said(field) is { } said)
            JsonPieces.Write(output, JsonMarshal.GetRawUtf8Value(said));
        else
            output.Raw(otherwise);
    }

    private static void WriteUsage(OutputBuffer output, Ending? ending, ModelUsage? usage)
    {
        if (ending is not { IsWhole: true })
        {
            output.Raw("null"u8);
            return;
        }
        output.Raw("{\"input_tokens\":"u8);
        output.Number(usage?.PromptEvalCount ?? 0);
        output.Raw(",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":"u8);
        output.Number(usage?.EvalCount ?? 0);
        output.Raw(",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":"u8);
        output.Number((usage?.PromptEvalCount ?? 0) + (usage?.EvalCount ?? 0));
        output.Raw("}"u8);
    }
}
