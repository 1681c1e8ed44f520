using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>
/// The one writer of a journal, on a thread of its own: takes everything that waits as one batch, writes it with one fsync, and
/// answers. Between batches it looks after the files. It sleeps while there is nothing to do.
/// </summary>
#pragma warning disable CA1001 // the semaphore holds nothing of the system as long as nobody asks for its handle
internal sealed class JournalThread(JournalState state, IJournalDisk disk, JournalPlan plan, ILogger logger)
{
    private const long LookEvery = 1024 * 1024;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly TaskCompletionSource<JournalFindings> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Guarded by the state's gate: whether a wake-up is on its way already.
    private bool _isWoken;
    private bool _hadCompany;
    private long _unlooked;
    private bool _isClosing;
    private JournalTail _tail = null!;
    private JournalUpkeep _upkeep = null!;

    /// <summary>Completes when the journal is open.</summary>
    public Task<JournalFindings> Opened => _opened.Task;

    /// <summary>Completes when the thread has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The number of this run; valid once open.</summary>
    public long Run { get; private set; }

    /// <summary>Called when so much was written that retention is worth a look; must not wait.</summary>
    public Action? Grown { get; set; }

    public void Begin()
    {
        const int stack = 512 * 1024;
#pragma warning disable RS0030 // fsync has no asynchronous form; on a thread of the pool it would take a token's thread for milliseconds
        new Thread(Live, stack) { IsBackground = true, Name = "conductor journal" }.Start();
#pragma warning restore RS0030
    }

    /// <summary>Wakes the thread. The caller holds the gate.</summary>
    public void Wake()
    {
        if (_isWoken)
            return;
        _isWoken = true;
        _wake.Release();
    }

    private void Live()
    {
        try
        {
            using var hold = disk.Hold();
            Open();
            while (Serve())
            {
            }
            _upkeep.Finish();
        }
        catch (Exception cause)
        {
            // Callers that wait are told; a journal that cannot be opened is its opener's to report.
            if (!_opened.TrySetException(cause))
                logger.JournalStopped(disk.Name, cause);
        }
        FailAll("The journal is closed.");
        lock (state.Gate)
            foreach (var segment in state.Index.Segments.Values)
                segment.File.Dispose();
        _closed.TrySetResult();
    }

    private void Open()
    {
        var recovery = new JournalRecovery(disk, state.Index);
        JournalFindings findings;
        // Nobody looks before it is open.
        lock (state.Gate)
            findings = recovery.Recover();
        Run = recovery.Run + 1;
        _tail = new JournalTail(disk, state.Index, state.Gate, Run, recovery.LargestSegment, plan.SegmentSize);
        _upkeep = new JournalUpkeep(state, disk, _tail, plan, Run, recovery.ToErase, findings.BytesRead, logger);
        _opened.TrySetResult(findings);
    }

    // One round: everything that waits, then a piece of upkeep.
    private bool Serve()
    {
        if (!_upkeep.HasMore && !_isClosing)
            Sleep();
        var batch = Take();
        if (batch.Count > 0)
            Commit(batch);
        else if (_isClosing)
            return false;
        _upkeep.DoSome();
        return true;
    }

    private List<JournalWork> Take()
    {
        lock (state.Gate)
        {
            var batch = state.Waiting;
            (state.Waiting, state.WaitingBytes, _isWoken) = ([], 0, false);
            _isClosing = state.IsClosing;
            return batch;
        }
    }

    // Whoever comes alone is not kept waiting; where there is company, a moment more brings it into the same fsync.
    private void Sleep()
    {
#pragma warning disable RS0030 // the journal's own thread has nothing else to do
        _wake.Wait();
        if (_hadCompany && plan.Linger > TimeSpan.Zero)
            Thread.Sleep(plan.Linger);
#pragma warning restore RS0030
    }

    private void Commit(List<JournalWork> batch)
    {
        var records = batch.OfType<RecordToWrite>().ToList();
        _hadCompany = records.Count > 1;
        try
        {
            if (records.Count > 0)
                Write(records);
        }
        catch (Exception cause)
        {
            Fail(batch, cause);
            // A failing disk is an answer; anything else is a bug, which ends the journal, but leaves nobody waiting.
            if (cause is not (IOException or UnauthorizedAccessException))
                throw;
            return;
        }
        foreach (var passed in batch.OfType<PassedBy>())
            passed.Complete(new Appended(0));
    }

    private void Write(List<RecordToWrite> records)
    {
        _tail.Begin(records.Sum(record => (long)record.Bytes.WrittenCount));
        var last = new Dictionary<Guid, RecordPlace>();
        var places = new List<RecordPlace>(records.Count);
        foreach (var record in records)
        {
            var before = last.TryGetValue(record.Conversation, out var known) ? known : state.LastOf(record.Conversation);
            var place = _tail.Add(Header(record, before), record.Bytes.WrittenSpan);
            last[record.Conversation] = place;
            places.Add(place);
        }
        _tail.Commit();
        var outcomes = new AppendOutcome[records.Count];
        lock (state.Gate)
        {
            for (var i = 0; i < records.Count; i++)
                outcomes[i] = Apply(records[i], places[i]);
            if (state.Fault is not null)
                logger.JournalRecovered(disk.Name);
            state.Fault = null;
        }
        for (var i = 0; i < records.Count; i++)
            records[i].Complete(outcomes[i]);
        _upkeep.Wrote(records);
        _unlooked += records.Sum(record => (long)record.Bytes.WrittenCount);
        if (_unlooked < LookEvery)
            return;
        _unlooked = 0;
        Grown?.Invoke();
    }

    private static RecordHeader Header(RecordToWrite record, RecordPlace before) => record is PendingAppend append
        ? new RecordHeader { Kind = RecordKind.Events, Conversation = append.Conversation, First = append.First, Count = append.Count, Before = before }
        : new RecordHeader { Kind = RecordKind.Deleted, Conversation = record.Conversation, First = 0, Count = 0, Before = before };

    private Appended Apply(RecordToWrite record, RecordPlace place)
    {
        if (record is PendingAppend append)
        {
            state.Index.Append(state.Index.EntryOf(append.Conversation), append.After, place, append.Bytes.WrittenCount, append.IsCheckpoint);
            return new Appended(append.After.Head);
        }
        var deleted = (PendingDelete)record;
        var head = 0L;
        if (state.Index.Conversations.TryGetValue(deleted.Conversation, out var gone))
        {
            head = gone.Outline.Head;
            _upkeep.Erase(deleted.Conversation, gone.Last);
        }
        state.Index.Delete(deleted.Conversation, deleted.Command);
        state.Index.Discard(place, deleted.Bytes.WrittenCount);
        state.Active.Remove(deleted.Conversation);
        return new Appended(head + 1);
    }

    // What was handed over after it cannot stand without it: it is refused too, and its owners go on from what is durable.
    private void Fail(List<JournalWork> batch, Exception cause)
    {
        var reason = JournalWords.CannotWrite(disk.Name, cause);
        lock (state.Gate)
        {
            if (state.Fault is null)
                logger.JournalFailed(disk.Name, cause.Message);
            state.Fault = reason;
            batch.AddRange(state.Waiting);
            (state.Waiting, state.WaitingBytes) = ([], 0);
            foreach (var conversation in batch.OfType<RecordToWrite>().Select(record => record.Conversation).Distinct())
                if (state.Active.TryGetValue(conversation, out var active))
                    active.FallBackTo(state.Index.Conversations.GetValueOrDefault(conversation)?.Outline ?? new ConversationOutline { Id = conversation });
        }
        foreach (var work in batch)
            work.Complete(work is PassedBy ? new Appended(0) : new Unavailable(reason));
    }

    private void FailAll(string reason)
    {
        List<JournalWork> left;
        lock (state.Gate)
        {
            state.IsClosing = true;
            (left, state.Waiting) = (state.Waiting, []);
        }
        foreach (var work in left)
            work.Complete(new Unavailable(reason));
    }
}
