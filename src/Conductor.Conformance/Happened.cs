using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using Conductor.Core.Streams;

namespace Conductor.Conformance;

/// <summary>Events to try an implementation with.</summary>
public static class Happened
{
    /// <summary>When they happen.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Somebody has said something, so many minutes after noon.</summary>
    public static PromptAccepted Said(string words, Guid? command = null, int minute = 0) =>
        new(Guid.CreateVersion7(), new KeptMessage($"msg_{words.Length}", "user", words, Noon.AddMinutes(minute)), "msg_a", null, "someone")
        {
            CommandId = command, At = Noon.AddMinutes(minute),
        };

    /// <summary>It was answered.</summary>
    public static TurnEnded Answered(Guid turn, string words, int minute = 0) =>
        new(turn, StreamEnd.Completed, null, new KeptMessage("msg_a", "assistant", words, Noon.AddMinutes(minute), turn), null, 3) { At = Noon.AddMinutes(minute) };

    /// <summary>A conversation has begun.</summary>
    public static ConversationBegun Begun(string? title = null, int minute = 0) => new(title) { At = Noon.AddMinutes(minute) };

    /// <summary>Reads what is kept of a conversation.</summary>
    public static async Task<List<StoredEvent>> AllAsync(this IConversationLog log, Guid conversation, long after, CancellationToken cancellationToken)
    {
        var all = new List<StoredEvent>();
        await foreach (var stored in log.ReadAsync(conversation, after, cancellationToken).ConfigureAwait(false))
            all.Add(stored);
        return all;
    }

    /// <summary>Begins a conversation and says so many things in it, each in an append of its own.</summary>
    public static async Task<Guid> BeginAsync(this ConversationPorts ports, string title, int minute, IEnumerable<string> words, CancellationToken cancellationToken)
    {
        var conversation = Guid.CreateVersion7();
        if (await ports.Directory.ClaimAsync(conversation, cancellationToken).ConfigureAwait(false) is not Claim.Granted claim)
            throw new ConformanceException("A conversation that is new cannot be claimed.");
        var head = 0L;
        foreach (var happened in words.Select(said => (ConversationEvent)Said(said, minute: minute)).Prepend(Begun(title, minute)))
            head = await ports.Log.AppendAsync(conversation, claim.Epoch, head, [happened]).ConfigureAwait(false) is Appended appended
                ? appended.Head
                : throw new ConformanceException("The owner of a conversation cannot append to it.");
        await ports.Directory.ReleaseAsync(conversation, claim.Epoch, cancellationToken).ConfigureAwait(false);
        return conversation;
    }
}
