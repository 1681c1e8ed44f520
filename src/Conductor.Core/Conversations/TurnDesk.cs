using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>
/// The turns of one conversation: at most one that the others wait for, those that wait, and those that were asked for beside it.
/// Knows who is next, starts nobody. Owned by one actor.
/// </summary>
internal sealed class TurnDesk
{
    private readonly LinkedList<WaitingTurn> _waiting = new();
    private readonly List<DeskTurn> _running = [];
    private DeskTurn? _first;

    /// <summary>Those that run.</summary>
    public IReadOnlyList<DeskTurn> Running => _running;

    public int WaitingCount => _waiting.Count;

    /// <summary>Nothing runs and nothing waits.</summary>
    public bool IsIdle => _running.Count == 0 && _waiting.Count == 0;

    public bool IsOpenPrompt(string messageId) =>
        _running.Exists(turn => turn.Asked.PromptId == messageId) || _waiting.Any(turn => turn.PromptId == messageId);

    public void Queue(WaitingTurn turn) => _waiting.AddLast(turn);

    public void QueueFirst(WaitingTurn turn) => _waiting.AddFirst(turn);

    /// <summary>The turn that may begin now; null while one runs that it waits for, or none waits.</summary>
    public WaitingTurn? TakeNext()
    {
        if (_first is not null || _waiting.First is not { } next)
            return null;
        _waiting.RemoveFirst();
        return next.Value;
    }

    public bool IsWaiting(TurnId turn) => _waiting.Any(one => one.Turn == turn);

    /// <summary>Takes a turn out of those that wait; null when it does not.</summary>
    public WaitingTurn? TakeWaiting(TurnId turn)
    {
        var found = _waiting.FirstOrDefault(one => one.Turn == turn);
        if (found is not null)
            _waiting.Remove(found);
        return found;
    }

    /// <summary>Takes all that wait.</summary>
    public IReadOnlyList<WaitingTurn> TakeAllWaiting()
    {
        WaitingTurn[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    /// <summary>Notes that a turn runs.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="beside">Nobody waits for it.</param>
    public void Began(DeskTurn turn, bool beside)
    {
        _running.Add(turn);
        if (!beside)
            _first = turn;
    }

    /// <summary>Notes that a turn runs no more.</summary>
    public void Ended(DeskTurn turn)
    {
        _running.Remove(turn);
        if (_first == turn)
            _first = null;
    }

    public DeskTurn? Find(TurnId turn) => _running.Find(one => one.Asked.Turn == turn);
}

/// <summary>A turn that waits for its place. Its request is made when it begins: by then the answers before it are in the history.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="MessageId">The name that its answer will have as a message.</param>
/// <param name="PromptId">The message that it answers.</param>
/// <param name="Log">Its answer.</param>
/// <param name="Model">The model that was asked for; null for the conversation's.</param>
/// <param name="Caller">Who asked, for fairness.</param>
internal sealed record WaitingTurn(TurnId Turn, string MessageId, string PromptId, ResponseLog Log, string? Model, string Caller)
{
    /// <summary>How often it is given to the fleet with this: more than once only where a conductor has died meanwhile.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Up to this number the entries of its log are those of earlier attempts too.</summary>
    public long Common { get; init; }

    /// <summary>The call that it is, with a request of its own; null: its request is made of the conversation.</summary>
    public StartTurn? Call { get; init; }
}

/// <summary>A turn that runs.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Answer">Where its answer comes.</param>
/// <param name="Run">What carries it.</param>
internal sealed record DeskTurn(WaitingTurn Asked, OpenAnswer Answer, RunningTurn Run);
