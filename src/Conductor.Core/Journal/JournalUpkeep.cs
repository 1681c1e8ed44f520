using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>
/// Looks after the files between batches, a piece at a time: takes out the words of deleted conversations, writes what is left of
/// mostly dead segments anew, and saves the index. For the journal's own thread.
/// </summary>
internal sealed class JournalUpkeep
{
    // Files that a restart leaves small are put together once there are so many of them.
    private const int MostSegments = 16;

    private readonly JournalState _state;
    private readonly IJournalDisk _disk;
    private readonly JournalTail _tail;
    private readonly JournalPlan _plan;
    private readonly long _run;
    private readonly ILogger _logger;
    private readonly Queue<(Guid Conversation, RecordPlace Last)> _toErase;
    private SegmentRewrite? _rewrite;
    private long _unsaved;
    private bool _mustSave;
    private bool _isPaused;

    public JournalUpkeep(
        JournalState state, IJournalDisk disk, JournalTail tail, JournalPlan plan, long run, IEnumerable<(Guid Conversation, RecordPlace Last)> toErase,
        long unsaved, ILogger logger)
    {
        (_state, _disk, _tail, _plan, _run, _logger, _unsaved) = (state, disk, tail, plan, run, logger, unsaved);
        _toErase = new Queue<(Guid, RecordPlace)>(toErase);
    }

    /// <summary>There is something to do that need not wait for the next batch.</summary>
    public bool HasMore => !_isPaused && (_toErase.Count > 0 || _rewrite is not null || MustSave || Candidate() is not null);

    private bool MustSave => _mustSave || _unsaved >= _plan.SaveIndexEvery;

    /// <summary>A deleted conversation's words are to be taken out.</summary>
    public void Erase(Guid conversation, RecordPlace last) => _toErase.Enqueue((conversation, last));

    /// <summary>A batch was written: whatever failed before may succeed now.</summary>
    public void Wrote(List<RecordToWrite> records)
    {
        _unsaved += records.Sum(record => (long)record.Bytes.WrittenCount);
        _isPaused = false;
    }

    /// <summary>Does one piece. A failure leaves the rest until the next batch has succeeded.</summary>
    public void DoSome()
    {
        try
        {
            DoOne();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _isPaused = true;
            _rewrite = null;
            _logger.UpkeepFailed(_disk.Name, cause.Message);
        }
    }

    /// <summary>Leaves everything in order for the next opening.</summary>
    public void Finish()
    {
        try
        {
            while (_toErase.Count > 0)
                EraseOne();
            if (_unsaved > 0 || _mustSave)
                Save();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The next opening reads the records instead.
            _logger.UpkeepFailed(_disk.Name, cause.Message);
        }
    }

    private void DoOne()
    {
        if (_isPaused)
            return;
        if (_toErase.Count > 0)
            EraseOne();
        else if (MustSave)
            Save();
        else if (_rewrite is not null)
            RewriteSome();
        else if (Candidate() is { } segment)
            _rewrite = new SegmentRewrite(_state, _tail, segment);
    }

    private void EraseOne()
    {
        var (conversation, last) = _toErase.Peek();
        RecordEraser.Erase(_state, conversation, last);
        _toErase.Dequeue();
        _mustSave = true; // the index holds the title
    }

    private void RewriteSome()
    {
        _unsaved += _rewrite!.DoSome();
        if (!_rewrite.IsDone)
            return;
        var segment = _rewrite.Segment;
        _rewrite = null;
        Save();
        lock (_state.Gate)
            _state.Index.Segments.Remove(segment.Id);
        // Readers that still hold it keep reading what they have; the name is gone.
        _disk.Delete(segment.Name);
        _disk.Sync();
    }

    private void Save()
    {
        // No copy: the gate is held for as long as it takes to put the index into bytes.
        ReadOnlyMemory<byte> bytes;
        lock (_state.Gate)
            bytes = IndexFile.ToBytes(_state.Index, _tail.End, _run);
        IndexFile.Save(_disk, bytes.Span);
        (_unsaved, _mustSave) = (0, false);
    }

    // A segment that is mostly dead, else the smallest ones where there are too many; never the one that grows.
    private Segment? Candidate()
    {
        lock (_state.Gate)
        {
            var left = _state.Index.Segments.Values.Where(segment => segment != _tail.Current).ToList();
            return left.Find(segment => segment.Dead * 2 > segment.Length - Segment.HeaderSize && segment.Length > Segment.HeaderSize)
                ?? (left.Count > MostSegments ? left.Where(segment => segment.Length < _plan.SegmentSize / 4).MinBy(segment => segment.Length) : null);
        }
    }
}
