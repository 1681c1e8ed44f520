using System.Runtime.CompilerServices;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>Reads conversations out of the journal's files, from any thread.</summary>
internal sealed class JournalReader(JournalState state, IJournalDisk disk, ILogger logger)
{
    // While a conversation is read its records may be moved; then it is read again from where they are. Each time costs the journal's thread a
    // rewriting, so this is far beyond what happens.
    private const int MostTries = 100;

    /// <summary>The events behind a number, in order.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = await WalkAsync(conversation, after, cancellationToken).ConfigureAwait(false);
        for (var i = walk.Found.Count - 1; i >= 0; i--)
            foreach (var stored in RecordEvents.Read(walk.Found[i].Bytes))
                if (stored.Number > after)
                    yield return stored;
    }

    /// <summary>The orders that a conversation has accepted.</summary>
    public async Task<Dictionary<Guid, long>> CommandsAsync(Guid conversation, CancellationToken cancellationToken)
    {
        var commands = new Dictionary<Guid, long>();
        foreach (var (_, bytes) in (await WalkAsync(conversation, 0, cancellationToken).ConfigureAwait(false)).Found)
            RecordEvents.ReadCommands(bytes, commands);
        return commands;
    }

    private async Task<ChainWalk> WalkAsync(Guid conversation, long after, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 1; ; tries++)
                if (await TryWalkAsync(conversation, after, tries == MostTries, cancellationToken).ConfigureAwait(false) is { } walk)
                    return walk;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new ConversationStoreException(JournalWords.CannotRead(disk.Name, cause), cause);
        }
    }

    private async Task<ChainWalk?> TryWalkAsync(Guid conversation, long after, bool isLastTry, CancellationToken cancellationToken)
    {
        var last = state.LastOf(conversation);
        var walk = new ChainWalk(conversation, last, after);
        while (!walk.Next.IsNowhere)
        {
            Segment? segment;
            lock (state.Gate)
                state.Index.TryGetSegment(walk.Next.Segment, out segment);
            if (segment is null)
            {
                // Its file is gone, because the records were moved, or could not be opened: then what was in it is lost, what came after it is not.
                walk.Take(default, salt: 0);
                continue;
            }
            var bytes = await RecordFetch.ReadAsync(segment, walk.Next.Offset, cancellationToken).ConfigureAwait(false);
            walk.Take(bytes.Span, segment.Salt);
        }
        // What is moved or deleted is overwritten where it was: none of that is a damage, nor is it the end of the conversation.
        if ((walk.IsErased || walk.Damaged.Count > 0) && !isLastTry && state.LastOf(conversation) != last)
            return null;
        foreach (var place in walk.Damaged)
            logger.JournalDamaged(disk.Name, $"{Segment.NameOf(place.Segment)}, byte {place.Offset}: part of the conversation {conversation}");
        return walk;
    }
}
