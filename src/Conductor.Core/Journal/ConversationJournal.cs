using System.Buffers;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>
/// The embedded directory and log of conversations: append-only files in one directory, with one writer that makes batches durable.
/// Safe for concurrent callers. Nobody waits for a disk but the journal's own thread.
/// </summary>
internal sealed class ConversationJournal : IConversationDirectory, IConversationLog, IAsyncDisposable
{
    // Epochs of one run, in bits: those of a later run are larger, whatever was claimed.
    private const int EpochsPerRun = 32;
    // A thread keeps no more than this for the next append.
    private const int LargestScratch = 256 * 1024;
    private const string JournalClosed = "Conductor is shutting down; the journal takes nothing more.";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly JournalState _state = new();
    private readonly IJournalDisk _disk;
    private readonly JournalPlan _plan;
    private readonly JournalThread _thread;
    private readonly JournalReader _reader;
    private readonly JournalListing _listing;
    private readonly IMembership _membership;
    private long _epochs;

    private ConversationJournal(IJournalDisk disk, JournalPlan plan, IMembership membership, ILogger logger)
    {
        (_disk, _plan, _membership) = (disk, plan, membership);
        _thread = new JournalThread(_state, disk, plan, logger);
        _reader = new JournalReader(_state, disk, logger);
        _listing = new JournalListing(_state, _reader);
    }

    /// <summary>What the opening found.</summary>
    public JournalFindings Findings { get; private set; } = new();

    /// <summary>Called when so much was written that retention is worth a look.</summary>
    public Action? Grown
    {
        set => _thread.Grown = value;
    }

    /// <summary>Where it is.</summary>
    public string Name => _disk.Name;

    /// <summary>The number of this run: no run before had it or a larger one.</summary>
    public long Run => _thread.Run;

    /// <summary>Why nothing can be written at the moment, in a sentence; null while it can.</summary>
    public string? Fault
    {
        get
        {
            lock (_state.Gate)
                return _state.Fault;
        }
    }

    /// <summary>Bytes on the disk, and how many of them nothing needs any more.</summary>
    public (long All, long Dead) Size
    {
        get
        {
            lock (_state.Gate)
                return (_state.Index.Segments.Values.Sum(segment => segment.Length), _state.Index.Segments.Values.Sum(segment => segment.Dead));
        }
    }

    /// <summary>Opens a journal.</summary>
    /// <exception cref="ConversationStoreException">It cannot be opened, or another process has it.</exception>
    public static async Task<ConversationJournal> OpenAsync(IJournalDisk disk, JournalPlan plan, IMembership membership, ILogger logger)
    {
        var journal = new ConversationJournal(disk, plan, membership, logger);
        journal._thread.Begin();
        try
        {
            var findings = await journal._thread.Opened.ConfigureAwait(false);
            logger.JournalOpened(disk.Name, findings.Conversations);
            if (findings.Cut > 0)
                logger.JournalCut(disk.Name, findings.Cut);
            foreach (var damage in findings.Damage)
                logger.JournalDamaged(disk.Name, damage.ToString());
            journal._epochs = journal.Run << EpochsPerRun;
            journal.Findings = findings;
            return journal;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConversationStoreException(JournalWords.CannotOpen(disk.Name, cause), cause);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken)
    {
        lock (_state.Gate)
        {
            if (!_state.Index.Conversations.TryGetValue(conversation, out var entry))
                return new(default(ConversationPlace));
            var active = _state.Active.GetValueOrDefault(conversation);
            return new(new ConversationPlace(active is null ? null : _membership.Self, active?.Epoch ?? 0, entry.Outline));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken)
    {
        var passed = new PassedBy();
        long epoch;
        lock (_state.Gate)
        {
            ThrowIfClosed();
            if (!_state.Active.TryGetValue(conversation, out var active))
                _state.Active[conversation] = active = new ActiveConversation(conversation);
            // From here on the former owner is fenced; what it handed over before is waited for.
            active.Epoch = epoch = ++_epochs;
            HandOver(passed);
        }
        await passed.Outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await LoadAsync(conversation, epoch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken)
    {
        lock (_state.Gate)
            if (_state.Active.TryGetValue(conversation, out var active) && active.Epoch == epoch)
                _state.Active.Remove(conversation);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events)
    {
        if (events.Count == 0)
            throw new ArgumentException("There is nothing to append.", nameof(events));
        var payload = _scratch ??= new ArrayBufferWriter<byte>(4096);
        payload.ResetWrittenCount();
        foreach (var happened in events)
            RecordEvents.Write(payload, happened, epoch);
        if (payload.Capacity > LargestScratch)
            _scratch = null;
        if (payload.WrittenCount > JournalPlan.LargestRecord - RecordHeader.Size)
            return new(new Unavailable($"An entry of {payload.WrittenCount} bytes is longer than the journal takes ({JournalPlan.LargestRecord})."));
        lock (_state.Gate)
            return Refuse(conversation, epoch, head, events) is { } refusal ? new(refusal) : new(Take(_state.Active[conversation], events, payload.WrittenSpan).Outcome);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, CancellationToken cancellationToken) =>
        _reader.ReadAsync(conversation, after, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId)
    {
        lock (_state.Gate)
        {
            if (_state.Index.WasDeletedBy(conversation, commandId))
                return new(new Duplicate(0));
            if (_state.IsClosing)
                return new(new Unavailable(JournalClosed));
            if (!_state.Active.TryGetValue(conversation, out var active) || active.Epoch != epoch || active.IsDeleted)
                return new(Fenced.Instance);
            active.IsDeleted = true;
            return new(HandOver(new PendingDelete(conversation, commandId ?? default)).Outcome);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken) => _listing.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken) => new(_listing.Orphans(limit));

    /// <summary>Deletes what is older, or more, than the plan keeps. Conversations that are claimed or have an open turn stay.</summary>
    /// <returns>How many went, and because of which setting; null for none.</returns>
    public async Task<(int Count, string Setting)?> ApplyRetentionAsync(DateTimeOffset now)
    {
        var (victims, setting) = JournalRetention.Choose(_state, _plan, now);
        if (victims.Count == 0)
            return null;
        var works = new List<PendingDelete>();
        lock (_state.Gate)
            foreach (var victim in victims.Where(victim => !_state.IsClosing && !_state.Active.ContainsKey(victim)))
                works.Add(HandOver(new PendingDelete(victim, default)));
        foreach (var work in works)
            await work.Outcome.ConfigureAwait(false);
        return (works.Count, setting);
    }

    /// <summary>Makes durable what was handed over, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_state.Gate)
        {
            _state.IsClosing = true;
            _thread.Wake();
        }
        await _thread.Closed.ConfigureAwait(false);
    }

    private AppendOutcome? Refuse(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events)
    {
        if (_state.IsClosing)
            return new Unavailable(JournalClosed);
        if (!_state.Active.TryGetValue(conversation, out var active) || active.Epoch != epoch || active.Outline.Head != head || active.IsDeleted)
            return Fenced.Instance;
        foreach (var happened in events)
            if (happened.CommandId is { } command && active.Commands.TryGetValue(command, out var number))
                return new Duplicate(number);
        return _state.WaitingBytes > _plan.MaxWaiting ? new Unavailable($"The disk of {_disk.Name} does not keep up. Try again in a moment.") : null;
    }

    private PendingAppend Take(ActiveConversation active, IReadOnlyList<ConversationEvent> events, ReadOnlySpan<byte> payload)
    {
        var first = active.Outline.Head + 1;
        var isCheckpoint = true;
        foreach (var happened in events)
        {
            active.Outline = active.Outline.After(happened);
            isCheckpoint &= happened is EntriesSaved;
            if (happened.CommandId is { } command)
                active.Commands[command] = active.Outline.Head;
        }
        var append = new PendingAppend(active, first, events.Count, active.Outline, payload.Length) { IsCheckpoint = isCheckpoint };
        append.Bytes.Write(payload);
        return HandOver(append);
    }

    private T HandOver<T>(T work) where T : JournalWork
    {
        _state.Waiting.Add(work);
        _state.WaitingBytes += work is RecordToWrite record ? record.Bytes.WrittenCount : 0;
        _thread.Wake();
        return work;
    }

    private async Task<Claim> LoadAsync(Guid conversation, long epoch, CancellationToken cancellationToken)
    {
        var commands = await _reader.CommandsAsync(conversation, cancellationToken).ConfigureAwait(false);
        lock (_state.Gate)
        {
            var durable = _state.Index.Conversations.GetValueOrDefault(conversation)?.Outline ?? new ConversationOutline { Id = conversation };
            if (_state.Active.TryGetValue(conversation, out var active) && active.Epoch == epoch)
                (active.Outline, active.Commands) = (durable, commands);
            return new Claim.Granted(epoch, durable.Head);
        }
    }

    private void ThrowIfClosed()
    {
        if (_state.IsClosing)
            throw new ConversationStoreException(JournalClosed);
    }
}
