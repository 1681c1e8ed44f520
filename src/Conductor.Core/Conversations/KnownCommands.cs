using System.Diagnostics.CodeAnalysis;

namespace Conductor.Core.Conversations;

/// <summary>The orders that were accepted lately, so that a repeat is known for what it is. Bounded: the oldest go first. Owned by one actor.</summary>
internal sealed class KnownCommands(int limit = KnownCommands.Most)
{
    private const int Most = 256;

    private readonly Dictionary<Guid, CommandAccepted> _accepted = [];
    private readonly Queue<Guid> _order = new();

    public void Remember(CommandAccepted accepted)
    {
        if (accepted.CommandId == Guid.Empty || !_accepted.TryAdd(accepted.CommandId, accepted))
            return;
        _order.Enqueue(accepted.CommandId);
        if (_order.Count > limit)
            _accepted.Remove(_order.Dequeue());
    }

    /// <summary>Whether an order was accepted before, and how.</summary>
    public bool IsRepeat(Guid command, [NotNullWhen(true)] out CommandAccepted? before)
    {
        before = null;
        if (command == Guid.Empty || !_accepted.TryGetValue(command, out var accepted))
            return false;
        before = accepted with { IsDuplicate = true };
        return true;
    }
}
