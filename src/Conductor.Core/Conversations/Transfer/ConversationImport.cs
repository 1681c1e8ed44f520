using System.Text;
using System.Text.Json;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Transfer;

/// <summary>
/// Reads what <see cref="ConversationExport"/> wrote into a store. A conversation that is there already is left as it is, so that an
/// import that was interrupted can be run again. Numbers and orders stay; epochs are the store's own.
/// </summary>
public sealed class ConversationImport(ConversationPorts ports)
{
    private const int MostAtOnce = 256;

    private readonly List<ConversationEvent> _events = [];
    private Guid _conversation;
    private Claim.Granted? _claim;
    private long _head;

    /// <summary>Conversations that were brought in.</summary>
    public int Imported { get; private set; }

    /// <summary>Conversations that were there already.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads all lines.</summary>
    /// <exception cref="FormatException">A line is not one of an export; what came before it is in. The message names the line.</exception>
    /// <exception cref="ConversationStoreException">The store does not take them.</exception>
    public async Task ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
            if (line.Length > 0)
                await TakeAsync(Parse(line, number), cancellationToken).ConfigureAwait(false);
        await CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync((Guid Conversation, ConversationEvent? Event) line, CancellationToken cancellationToken)
    {
        if (line.Conversation != _conversation)
        {
            await CloseAsync(cancellationToken).ConfigureAwait(false);
            await OpenAsync(line.Conversation, cancellationToken).ConfigureAwait(false);
        }
        if (_claim is null || line.Event is null)
            return;
        _events.Add(line.Event);
        if (_events.Count >= MostAtOnce)
            await AppendAsync().ConfigureAwait(false);
    }

    private async Task OpenAsync(Guid conversation, CancellationToken cancellationToken)
    {
        _conversation = conversation;
        if (await ports.Directory.LocateAsync(conversation, cancellationToken).ConfigureAwait(false) is not null)
        {
            Skipped++;
            return;
        }
        if (await ports.Directory.ClaimAsync(conversation, cancellationToken).ConfigureAwait(false) is not Claim.Granted claim)
            throw new ConversationStoreException($"The conversation {conversation} is in use by another member.");
        (_claim, _head) = (claim, claim.Head);
        Imported++;
    }

    private async Task AppendAsync()
    {
        var outcome = await ports.Log.AppendAsync(_conversation, _claim!.Epoch, _head, [.. _events]).ConfigureAwait(false);
        if (outcome is not Appended appended)
            throw new ConversationStoreException($"The conversation {_conversation} cannot be saved: {(outcome as Unavailable)?.Reason ?? outcome.ToString()}");
        _head = appended.Head;
        _events.Clear();
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_claim is null)
            return;
        if (_events.Count > 0)
            await AppendAsync().ConfigureAwait(false);
        await ports.Directory.ReleaseAsync(_conversation, _claim.Epoch, cancellationToken).ConfigureAwait(false);
        _claim = null;
    }

    private static (Guid Conversation, ConversationEvent? Event) Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != 1)
                throw new FormatException($"Line {number} was written by a later version of Conductor.");
            var command = root.TryGetProperty("command", out var id) ? id.GetGuid() : default(Guid?);
            var at = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at").GetInt64());
            var json = Encoding.UTF8.GetBytes(root.GetProperty("event").GetRawText());
            var happened = EventCodec.TryFind(root.GetProperty("kind").GetString() ?? "", out var kind) ? EventCodec.Read(kind, json, command, at) : null;
            return (root.GetProperty("conversation").GetGuid(), happened);
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"Line {number} is not a line of an export: {cause.Message}", cause);
        }
    }
}
