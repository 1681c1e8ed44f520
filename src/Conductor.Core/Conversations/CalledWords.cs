using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>What a call that brings its whole conversation along says in it.</summary>
/// <param name="Content">The last words of a person.</param>
/// <param name="Images">Pictures that go with them, base64.</param>
/// <param name="GoesOn">Something came after them: a tool was called, and this is what came of it.</param>
internal sealed record CalledWords(string Content, IReadOnlyList<string> Images, bool GoesOn)
{
    /// <summary>Reads a request.</summary>
    public static CalledWords Of(ModelRequest request)
    {
        if (LastOfUser(request) is not (>= 0 and var at))
            return new CalledWords(request.Prompt, [], GoesOn: false);
        return new CalledWords(request.Messages[at].Content, ImagesOf(request.Messages[at]), GoesOn: at < request.Messages.Count - 1);
    }

    /// <summary>A conversation that begins with what was said before.</summary>
    public static ConversationPlan PlanOf(Guid conversation, ModelRequest request, DateTimeOffset now)
    {
        var ids = new MessageIds();
        var before = request.Messages.Take(Math.Max(LastOfUser(request), 0)).Where(message => message is { Role: "user" or "assistant", Content.Length: > 0 });
        return new ConversationPlan(conversation)
        {
            Model = request.Model,
            System = request.Messages.FirstOrDefault(message => message.Role == "system")?.Content,
            Messages = [.. before.Select(message => new ConversationEntry(ids.Next(), message.Role, message.Content, now) { Images = ImagesOf(message) })],
        };
    }

    private static int LastOfUser(ModelRequest request)
    {
        var at = request.Messages.Count - 1;
        while (at >= 0 && request.Messages[at].Role != "user")
            at--;
        return at;
    }

    private static IReadOnlyList<string> ImagesOf(ChatMessage message)
    {
        foreach (var (name, value) in message.Fields)
            if (name == "images" && value.ValueKind == JsonValueKind.Array)
                return [.. value.EnumerateArray().Where(image => image.ValueKind == JsonValueKind.String).Select(image => image.GetString()!)];
        return [];
    }
}
