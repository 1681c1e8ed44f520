using System.Text;
using System.Text.Json;
using Conductor.Core.Conversations.Events;

namespace Conductor.Core.Conversations.Transfer;

/// <summary>A line of an export.</summary>
/// <param name="Conversation">The conversation: all zeros for the main one.</param>
/// <param name="Number">The event's number there.</param>
/// <param name="Event">The event; null for a kind that only a later version knows.</param>
internal sealed record ImportLine(Guid Conversation, long Number, ConversationEvent? Event)
{
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none. The message says what is wrong with it.</exception>
    public static ImportLine Parse(string line)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(line);
        }
        catch (JsonException cause)
        {
            throw new FormatException(line.StartsWith('{') ? "it is cut off or damaged" : "it is not JSON", cause);
        }
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is not a JSON object");
        if (Part(root, "v", JsonValueKind.Number) is var version && !(version.TryGetInt32(out var number) && number == 1))
            throw new FormatException("a later version of Conductor has written it");
        var conversation = Part(root, "conversation", JsonValueKind.String).TryGetGuid(out var id) ? id : throw Bad("conversation");
        var at = Part(root, "at", JsonValueKind.Number).TryGetInt64(out var time) && time >= 0 && time <= LatestTime ? time : throw Bad("at");
        var place = Part(root, "number", JsonValueKind.Number).TryGetInt64(out var place1) && place1 > 0 ? place1 : throw Bad("number");
        Guid? command = !root.TryGetProperty("command", out var order) ? null
            : order.ValueKind == JsonValueKind.String && order.TryGetGuid(out var given) ? given : throw Bad("command");
        var name = Part(root, "kind", JsonValueKind.String).GetString()!;
        var happened = Part(root, "event", JsonValueKind.Object);
        return new ImportLine(conversation, place, EventCodec.TryFind(name, out var kind) ? Read(kind, happened, command, DateTimeOffset.FromUnixTimeMilliseconds(at)) : null);
    }

    private static ConversationEvent? Read(byte kind, JsonElement happened, Guid? command, DateTimeOffset at)
    {
        try
        {
            var read = EventCodec.Read(kind, Encoding.UTF8.GetBytes(happened.GetRawText()), command, at);
            return IsSound(read) ? read : throw new FormatException("its \"event\" lacks what its \"kind\" holds");
        }
        catch (JsonException cause)
        {
            throw new FormatException("its \"event\" is not what its \"kind\" holds", cause);
        }
    }

    // What is left out reads as null, and would break whoever opens the conversation later.
    private static bool IsSound(ConversationEvent? happened) => happened switch
    {
        PromptAccepted prompt => prompt is { AnswerId: not null, Caller: not null } && (prompt.PromptId is not null || prompt.Message is not null) && IsSound(prompt.Message),
        MessageCopied copied => copied.Message is not null && IsSound(copied.Message),
        Greeted greeted => greeted.Message is not null && IsSound(greeted.Message),
        Events.TurnStarted started => started is { AnswerId: not null, Model: not null },
        TurnEnded ended => IsSound(ended.Answer),
        EntriesSaved saved => saved.Entries is not null && saved.Entries.All(entry => entry is { Length: > 0 }),
        HistorySummarised summary => summary is { Through: not null, Text: not null },
        ToolCalled called => called.Call is not null,
        UsageCounted counted => counted.Usage is not null,
        OrderAccepted order => order.What is not null,
        _ => true,
    };

    private static bool IsSound(KeptMessage? message) => message is null or { Id: not null, Role: not null, Content: not null };

    private static JsonElement Part(JsonElement root, string name, JsonValueKind kind) =>
        !root.TryGetProperty(name, out var part) ? throw new FormatException($"it has no \"{name}\"") : part.ValueKind == kind ? part : throw Bad(name);

    private static FormatException Bad(string name) => new($"its \"{name}\" is not what it should be");
}
