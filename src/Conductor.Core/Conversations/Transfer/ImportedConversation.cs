using System.Buffers;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Transfer;

/// <summary>One conversation of an import: its lines are compared with what is there, and from where that ends they are brought in.</summary>
internal sealed class ImportedConversation(ConversationPorts ports, Guid id)
{
    private const int MostAtOnce = 256;

    private readonly List<ConversationEvent> _events = [];
    private readonly ArrayBufferWriter<byte> _one = new();
    private readonly ArrayBufferWriter<byte> _other = new();
    private IAsyncEnumerator<StoredEvent>? _there;
    private Claim.Granted? _claim;
    private bool _isAnother;
    private bool _isOver;
    private long _head;
    private long _last;

    public Guid Id => id;

    /// <summary>Events that were there, and that the lines repeat.</summary>
    public long Kept { get; private set; }

    /// <summary>Events that were brought in.</summary>
    public long Added { get; private set; }

    /// <summary>Events are missing between its lines: they were lost by a damage, were of a later version, or somebody has taken them out.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <exception cref="FormatException">It belongs before one that has come.</exception>
    public async Task TakeAsync(ImportLine line, CancellationToken cancellationToken)
    {
        if (line.Number <= _last)
            throw new FormatException($"event {line.Number} of the conversation {id} comes behind event {_last}");
        HasGaps |= line.Number > _last + 1;
        _last = line.Number;
        if (line.Event is not { } happened || _isAnother)
            return;
        if (!_isOver && await ThereAsync(cancellationToken).ConfigureAwait(false) is { } there)
        {
            _isAnother = !AreSame(there, happened);
            Kept++;
            return;
        }
        _claim ??= await ClaimAsync(cancellationToken).ConfigureAwait(false);
        _events.Add(happened);
        if (_events.Count >= MostAtOnce)
            await AppendAsync().ConfigureAwait(false);
    }

    /// <summary>Keeps what has come, and lets go of the conversation, whatever else happens.</summary>
    public async Task EndAsync()
    {
        try
        {
            if (_events.Count > 0)
                await AppendAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_there is not null)
                await _there.DisposeAsync().ConfigureAwait(false);
            if (_claim is not null)
                await ports.Directory.ReleaseAsync(id, _claim.Epoch, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<ConversationEvent?> ThereAsync(CancellationToken cancellationToken)
    {
        _there ??= ports.Log.ReadAsync(id, 0, cancellationToken).GetAsyncEnumerator(cancellationToken);
        _isOver = !await _there.MoveNextAsync().ConfigureAwait(false);
        return _isOver ? null : _there.Current.Event;
    }

    private bool AreSame(ConversationEvent one, ConversationEvent other)
    {
        // A checkpoint is emptied once its turn has ended: here or there, sooner or later.
        if (one is EntriesSaved && other is EntriesSaved)
            return true;
        if (EventCodec.KindOf(one) != EventCodec.KindOf(other) || one.CommandId != other.CommandId || one.At.ToUnixTimeMilliseconds() != other.At.ToUnixTimeMilliseconds())
            return false;
        _one.ResetWrittenCount();
        _other.ResetWrittenCount();
        EventCodec.Write(one, _one);
        EventCodec.Write(other, _other);
        return _one.WrittenSpan.SequenceEqual(_other.WrittenSpan);
    }

    private async Task<Claim.Granted> ClaimAsync(CancellationToken cancellationToken)
    {
        if (await ports.Directory.ClaimAsync(id, cancellationToken).ConfigureAwait(false) is not Claim.Granted claim)
            throw new ConversationStoreException($"The conversation {id} is in use by another conductor.");
        _head = claim.Head;
        return claim;
    }

    private async Task AppendAsync()
    {
        List<ConversationEvent> events = [.. _events];
        _events.Clear();
        var outcome = await ports.Log.AppendAsync(id, _claim!.Epoch, _head, events).ConfigureAwait(false);
        if (outcome is not Appended appended)
            throw new ConversationStoreException($"The conversation {id} cannot be saved: {(outcome as Unavailable)?.Reason ?? "its lines do not fit to what is there"}");
        _head = appended.Head;
        Added += events.Count;
    }
}
