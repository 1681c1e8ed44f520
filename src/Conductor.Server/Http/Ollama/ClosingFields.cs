using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.Ollama;

/// <summary>The fields that only the last object of an answer has: the reason, the counts, and what the host added of its own.</summary>
internal static class ClosingFields
{
    private const string Context = "context";
    private const string OriginPrefix = "remote_";

    /// <summary>Writes which model of which other service really answered; these fields stand right behind the model.</summary>
    public static void WriteOrigin(OutputBuffer output, ModelUsage? usage)
    {
        foreach (var (name, value) in usage?.Fields ?? [])
            if (IsOrigin(name))
                JsonPieces.WriteField(output, name, value);
    }

    /// <summary>Writes all that follows the message of the last line of a stream.</summary>
    public static void Write(OutputBuffer output, AnswerShape shape, Ending ending, ModelUsage? usage)
    {
        using var fields = new MergedFields([], usage?.Fields ?? []);
        Write(output, shape, ending, usage, fields);
    }

    /// <summary>Writes all that follows the message of the one object of a whole answer.</summary>
    public static void Write(OutputBuffer output, AnswerShape shape, Ending ending, ModelUsage? usage, MergedFields fields)
    {
        output.Raw(",\"done\":true,\"done_reason\":"u8);
        GoText.WriteQuoted(output, Reason(ending, usage));
        // A chat has its other fields before the counts, a completion has only its context there.
        fields.Write(output, name => !IsOrigin(name) && (shape.IsChat || name == Context));
        if (usage is not null)
            WriteCounts(output, usage);
        fields.Write(output, name => !IsOrigin(name) && !shape.IsChat && name != Context);
    }

    // Hosts that are no Ollama have a word of their own for an answer that calls a tool; to Ollama that is a stop like any other.
    private static string Reason(Ending ending, ModelUsage? usage) => usage?.FinishReason switch
    {
        null or "" => ending.End == StreamEnd.LengthLimit ? "length" : "stop",
        "tool_calls" => "stop",
        var reason => reason,
    };

    private static void WriteCounts(OutputBuffer output, ModelUsage usage)
    {
        WriteCount(output, ",\"total_duration\":"u8, usage.TotalDuration);
        WriteCount(output, ",\"load_duration\":"u8, usage.LoadDuration);
        WriteCount(output, ",\"prompt_eval_count\":"u8, usage.PromptEvalCount);
        WriteCount(output, ",\"prompt_eval_duration\":"u8, usage.PromptEvalDuration);
        WriteCount(output, ",\"eval_count\":"u8, usage.EvalCount);
        WriteCount(output, ",\"eval_duration\":"u8, usage.EvalDuration);
    }

    private static void WriteCount(OutputBuffer output, ReadOnlySpan<byte> name, long count)
    {
        if (count == 0)
            return;
        output.Raw(name);
        output.Number(count);
    }

    private static bool IsOrigin(string name) => name.StartsWith(OriginPrefix, StringComparison.Ordinal);
}
