using System.Text;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;
using Wire = Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>Puts the entries of a log that are not text into version 2's words. Owned by one follower.</summary>
internal sealed class EntryWords(Guid turn, int attempt)
{
    private int _attempt = attempt;

    /// <summary>The message for an entry.</summary>
    public ServerMessage Message(in LogEntry entry, ulong seq, ulong? from) => entry.Kind switch
    {
        EntryKind.ToolCall => Call(entry, seq, from),
        EntryKind.Status => Status(entry.Status!, seq, from),
        EntryKind.Restarted => new Restarted(turn, seq, from, (uint)++_attempt, null),
        EntryKind.Usage => Usage(entry.Usage!, seq, from),
        _ => End(entry.Ending!, seq, from),
    };

    /// <summary>The reason of an end.</summary>
    public static EndReason ReasonOf(StreamEnd end) => Enum.TryParse<EndReason>(end.ToString(), out var reason) ? reason : EndReason.Unknown;

    private End End(Ending ending, ulong seq, ulong? from) => new(
        turn, seq, from, ReasonOf(ending.End), ending.IsWhole ? null : CodeOf(ending.End), ending.IsWhole ? null : ending.Detail);

    private static ErrorCode? CodeOf(StreamEnd end) => Enum.TryParse<ErrorCode>(end.ToString(), out var code) ? code : null;

    private Wire.Status Status(TurnStatus status, ulong seq, ulong? from) => new(
        turn, seq, from, Enum.TryParse<Wire.TurnStage>(status.Stage.ToString(), out var stage) ? stage : Wire.TurnStage.Unknown,
        status.Host, status.Model, status.Position is { } position ? (uint)Math.Max(0, position) : null, status.Reason);

    private Usage Usage(ModelUsage usage, ulong seq, ulong? from) => new(
        turn, seq, from, Count(usage.PromptEvalCount), Count(usage.EvalCount), Micro(usage.LoadDuration), Micro(usage.PromptEvalDuration),
        Micro(usage.EvalDuration), Micro(usage.TotalDuration));

    private ToolCall Call(in LogEntry entry, ulong seq, ulong? from)
    {
        try
        {
            var call = JsonElement.Parse(entry.Utf8.Span);
            var function = call.TryGetProperty("function", out var inner) ? inner : call;
            var name = function.TryGetProperty("name", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
            return new ToolCall(turn, seq, from, name, function.TryGetProperty("arguments", out var arguments) ? ArgumentsOf(arguments) : "{}");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // Not what its kind promises; the surface sees what the host has said.
            return new ToolCall(turn, seq, from, "", Encoding.UTF8.GetString(entry.Utf8.Span));
        }
    }

    private static string ArgumentsOf(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText();

    private static uint Count(long tokens) => (uint)Math.Clamp(tokens, 0, uint.MaxValue);

    private static ulong Micro(long nanoseconds) => (ulong)Math.Max(0, nanoseconds) / 1000;
}
