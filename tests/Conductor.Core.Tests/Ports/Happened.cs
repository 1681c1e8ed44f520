using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Ports;

/// <summary>Events for tests.</summary>
internal static class Happened
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static PromptAccepted Said(string words, Guid? command = null, int minute = 0) =>
        new(Guid.CreateVersion7(), new KeptMessage($"msg_{words.Length}", "user", words, Noon.AddMinutes(minute)), "msg_a", null, "someone")
        {
            CommandId = command, At = Noon.AddMinutes(minute),
        };

    public static TurnEnded Answered(Guid turn, string words, int minute = 0) =>
        new(turn, StreamEnd.Completed, null, new KeptMessage("msg_a", "assistant", words, Noon.AddMinutes(minute), turn), null, 3) { At = Noon.AddMinutes(minute) };

    public static ConversationBegun Begun(string? title = null, int minute = 0) => new(title) { At = Noon.AddMinutes(minute) };

    public static async Task<List<StoredEvent>> AllAsync(this IConversationLog log, Guid conversation, long after = 0)
    {
        var all = new List<StoredEvent>();
        await foreach (var stored in log.ReadAsync(conversation, after, TestContext.Current.CancellationToken))
            all.Add(stored);
        return all;
    }

    public static async Task<Claim.Granted> GrantedAsync(this IConversationDirectory directory, Guid conversation) =>
        Assert.IsType<Claim.Granted>(await directory.ClaimAsync(conversation, TestContext.Current.CancellationToken));

    /// <summary>Begins a conversation and says so many things in it, each in an append of its own.</summary>
    public static async Task<Guid> BegunAsync(this ConversationPorts ports, string title, int minute = 0, params string[] words)
    {
        var conversation = Guid.CreateVersion7();
        var claim = await ports.Directory.GrantedAsync(conversation);
        var head = Assert.IsType<Appended>(await ports.Log.AppendAsync(conversation, claim.Epoch, 0, [Begun(title, minute)])).Head;
        foreach (var said in words)
            head = Assert.IsType<Appended>(await ports.Log.AppendAsync(conversation, claim.Epoch, head, [Said(said, minute: minute)])).Head;
        await ports.Directory.ReleaseAsync(conversation, claim.Epoch, TestContext.Current.CancellationToken);
        return conversation;
    }
}
