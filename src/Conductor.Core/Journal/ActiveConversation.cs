using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>A conversation that somebody has claimed. Protected by the journal's gate.</summary>
internal sealed class ActiveConversation(Guid id)
{
    public Guid Id { get; } = id;

    /// <summary>The latest claim.</summary>
    public long Epoch { get; set; }

    /// <summary>What it will be once everything that was handed over is durable.</summary>
    public ConversationOutline Outline { get; set; } = new() { Id = id };

    /// <summary>The orders that it has accepted, with the numbers of their events.</summary>
    public Dictionary<Guid, long> Commands { get; set; } = [];

    /// <summary>It is being deleted: nothing more is taken.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Goes back to what is durable: what was handed over after that was not taken.</summary>
    public void FallBackTo(ConversationOutline durable)
    {
        Outline = durable;
        IsDeleted = false;
        foreach (var lost in Commands.Where(order => order.Value > durable.Head).Select(order => order.Key).ToArray())
            Commands.Remove(lost);
    }
}
