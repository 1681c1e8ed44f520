using Conductor.Core.Conversations;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>What a surface is told first: the state, the session, and after a handshake what was said before. Owned by one session.</summary>
internal sealed class SessionGreeting(string connectionId, int snapshotLength)
{
    /// <summary>The surface came with a handshake and expects a snapshot.</summary>
    public bool WithSnapshot { get; set; }

    public IEnumerable<ConductorMessage> Words(SurfaceAttached attached)
    {
        var state = attached.Open.Count == 0 ? ConductorState.Ready : ConductorState.Responding;
        yield return new State(state);
        yield return Info(attached.Summary.Model);
        if (WithSnapshot)
            yield return Snapshot(attached, state);
    }

    public SessionInfo Info(string model) => new(connectionId, model, true);

    private StateSnapshot Snapshot(SurfaceAttached attached, ConductorState state)
    {
        var messages = attached.Messages.Skip(Math.Max(0, attached.Messages.Count - snapshotLength)).Select(Entry);
        var created = (ulong)attached.Summary.CreatedAt.ToUnixTimeMilliseconds();
        var session = new SessionSnapshot(connectionId, attached.Summary.Model, true, state, created, (uint)attached.Summary.MessageCount);
        return new StateSnapshot([.. messages], new AvatarSnapshot(), session);
    }

    private static SnapshotMessage Entry(ConversationEntry entry) =>
        new(entry.Id, RoleOf(entry.Role), entry.Content, ContentType.Of(ContentKind.Plain), (ulong)entry.At.ToUnixTimeMilliseconds());

    private static Role RoleOf(string role) => role switch
    {
        "user" => Role.User,
        "assistant" => Role.Assistant,
        _ => Role.System,
    };
}
