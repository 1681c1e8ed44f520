using Conductor.Core.Conversations;
using Conductor.Protocol.Inline;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>What a surface is told first: the state, the session, and after a handshake what was said before. Owned by one session.</summary>
internal sealed class SessionGreeting(string connectionId, int snapshotLength)
{
    /// <summary>The surface came with a handshake and expects a snapshot.</summary>
    public bool WithSnapshot { get; set; }

    public IEnumerable<ConductorMessage> Words(ConversationSummary summary, IReadOnlyList<ConversationEntry> messages, int open)
    {
        var state = open == 0 ? ConductorState.Ready : ConductorState.Responding;
        yield return new State(state);
        yield return Info(summary.Model);
        if (WithSnapshot)
            yield return Snapshot(summary, messages, state);
    }

    public SessionInfo Info(string model) => new(connectionId, model, true);

    private StateSnapshot Snapshot(ConversationSummary summary, IReadOnlyList<ConversationEntry> entries, ConductorState state)
    {
        var messages = entries.Skip(Math.Max(0, entries.Count - snapshotLength)).Select(Entry);
        var created = (ulong)summary.CreatedAt.ToUnixTimeMilliseconds();
        var session = new SessionSnapshot(connectionId, summary.Model, true, state, created, (uint)summary.MessageCount);
        return new StateSnapshot([.. messages], new AvatarSnapshot(), session);
    }

    private static SnapshotMessage Entry(ConversationEntry entry) =>
        new(entry.Id, RoleOf(entry.Role), entry.Role == "assistant" ? InlineText.Shown(entry.Content) : entry.Content, ContentType.Of(ContentKind.Plain), (ulong)entry.At.ToUnixTimeMilliseconds());

    public static Role RoleOf(string role) => role switch
    {
        "user" => Role.User,
        "assistant" => Role.Assistant,
        _ => Role.System,
    };
}
