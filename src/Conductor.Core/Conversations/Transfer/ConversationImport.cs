using System.Text;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Transfer;

/// <summary>
/// Reads what <see cref="ConversationExport"/> wrote into a store. What is there already stays as it is: of a conversation whose beginning is
/// there, as after an import that was interrupted, the rest is brought in; one that has gone another way since is left alone. So an import
/// can always be run again. Numbers and orders stay; epochs are the store's own.
/// </summary>
public sealed class ConversationImport(ConversationPorts ports)
{
    private ImportedConversation? _current;

    /// <summary>Conversations that were brought in.</summary>
    public int Imported { get; private set; }

    /// <summary>Conversations whose beginning was there, and whose rest was brought in.</summary>
    public int Continued { get; private set; }

    /// <summary>Conversations that were there already.</summary>
    public int Skipped { get; private set; }

    /// <summary>Conversations of which some lines are missing; the others are in.</summary>
    public int WithGaps { get; private set; }

    /// <summary>Reads all lines.</summary>
    /// <exception cref="FormatException">A line is not one of an export; all that came before it is in. The message names the line.</exception>
    /// <exception cref="ConversationStoreException">The store does not take them.</exception>
    public async Task ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        try
        {
            for (var number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
                if (!string.IsNullOrWhiteSpace(line))
                    await TakeAsync(line, number, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also what came before a line that is none: whoever mends that line goes on from there.
            await EndAsync().ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(string text, int number, CancellationToken cancellationToken)
    {
        try
        {
            var line = ImportLine.Parse(text);
            if (_current?.Id != line.Conversation)
            {
                await EndAsync().ConfigureAwait(false);
                _current = new ImportedConversation(ports, line.Conversation);
            }
            await _current.TakeAsync(line, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException cause)
        {
            throw new FormatException($"Line {number} is not a line of an export: {cause.Message}. All before it is brought in; mend it and run the import again.", cause);
        }
    }

    private async Task EndAsync()
    {
        if (_current is not { } ended)
            return;
        _current = null;
        await ended.EndAsync().ConfigureAwait(false);
        Imported += ended is { Kept: 0, Added: > 0 } ? 1 : 0;
        Continued += ended is { Kept: > 0, Added: > 0 } ? 1 : 0;
        WithGaps += ended.HasGaps ? 1 : 0;
        Skipped += ended.Added == 0 ? 1 : 0;
    }
}
