using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>A conversation as its owner finds it in the store: its claim, its events, and the turns that have not ended.</summary>
internal sealed class StoredConversation
{
    private readonly Dictionary<Guid, OpenTurn> _open = [];

    private StoredConversation(Guid id, Claim.Granted claim) => (Id, Claim) = (id, claim);

    public Guid Id { get; }

    public Claim.Granted Claim { get; }

    /// <summary>All events but checkpoints, in order.</summary>
    public List<StoredEvent> Events { get; } = [];

    /// <summary>The turns that were accepted and have not ended, in order of their acceptance.</summary>
    public IEnumerable<OpenTurn> Open => _open.Values;

    /// <summary>Claims a conversation and reads it.</summary>
    /// <exception cref="ConversationStoreException">The store cannot be read, or another member owns the conversation.</exception>
    public static async Task<StoredConversation> ClaimAsync(ConversationPorts ports, Guid id, CancellationToken cancellationToken)
    {
        var claim = await ports.Directory.ClaimAsync(id, cancellationToken).ConfigureAwait(false);
        if (claim is not Claim.Granted granted)
            throw new ConversationStoreException($"The conversation {id} is carried by another conductor ({((Claim.Owned)claim).Owner.Name}).");
        var stored = new StoredConversation(id, granted);
        await foreach (var one in ports.Log.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false))
            stored.Take(one);
        return stored;
    }

    /// <summary>Reads a conversation without claiming it: its owner goes on.</summary>
    /// <exception cref="ConversationStoreException">The store cannot be read.</exception>
    public static async Task<StoredConversation> PeekAsync(IConversationLog log, Guid id, CancellationToken cancellationToken)
    {
        var stored = new StoredConversation(id, new Claim.Granted(0, 0));
        await foreach (var one in log.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false))
            stored.Take(one);
        return stored;
    }

    private void Take(StoredEvent stored)
    {
        switch (stored.Event)
        {
            case PromptAccepted prompt:
                _open[prompt.Turn] = new OpenTurn(prompt);
                break;
            case Events.TurnStarted started when _open.TryGetValue(started.Turn, out var turn):
                turn.Attempts = Math.Max(turn.Attempts, started.Attempt);
                turn.Model = started.Model;
                break;
            case AttemptReserved reserved:
                if (_open.TryGetValue(reserved.Turn, out var asked))
                    asked.Attempts = Math.Max(asked.Attempts, reserved.Attempt);
                return;
            case EntriesSaved saved:
                if (_open.TryGetValue(saved.Turn, out var saving))
                    saving.Take(saved);
                return;
            case TurnEnded ended:
                _open.Remove(ended.Turn);
                break;
        }
        Events.Add(stored);
    }

    /// <summary>A turn that has not ended.</summary>
    internal sealed class OpenTurn(PromptAccepted accepted)
    {
        public PromptAccepted Accepted { get; } = accepted;

        /// <summary>The largest number that an attempt at it may have; 0 where none is kept.</summary>
        public int Attempts { get; set; }

        /// <summary>
        /// The number of the attempt that takes it over: larger than all that anybody may have seen. Never the first: it may have begun, and been seen
        /// by surfaces, before that could be kept.
        /// </summary>
        public int NextAttempt => Math.Max(Attempts, 1 + Entries.Count(entry => entry[0] == SavedEntry.Restarted)) + 1;

        /// <summary>The model that was asked; null while it waited: it was never given to the fleet.</summary>
        public string? Model { get; set; }

        /// <summary>The entries that were saved of its answer, from the first.</summary>
        public List<string> Entries { get; } = [];

        // A checkpoint is behind the one before it, or repeats its end after a store that did not answer.
        public void Take(EntriesSaved saved)
        {
            if (saved.From > Entries.Count + 1)
                return;
            Entries.RemoveRange((int)saved.From - 1, Entries.Count - (int)saved.From + 1);
            Entries.AddRange(saved.Entries);
        }
    }
}
