using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Conductor.Backends.Http;

/// <summary>What one read brought.</summary>
internal enum Fill
{
    /// <summary>More bytes: try to take lines.</summary>
    Bytes,

    /// <summary>The proper end of the body.</summary>
    End,

    /// <summary>The connection broke.</summary>
    Broken,
}

/// <summary>
/// Cuts a pipe into lines, without a copy where a line lies in one piece and without an allocation either way. A line is valid until
/// the next call. Ends of lines: LF and CR LF; for server-sent events a lone CR too. Not safe for concurrent callers.
/// </summary>
internal sealed class LineReader(PipeReader pipe, int maxLineBytes, bool loneReturnEnds = false) : IAsyncDisposable
{
    private ReadOnlySequence<byte> _unread;
    private long _searched; // bytes of _unread known to hold no end of line, so that a long line is not searched again and again
    private byte[] _joined = [];
    private bool _hasRead;
    private bool _skipFeed; // the last line ended with CR: a LF that follows belongs to it
    private bool _isStarted;

    /// <summary>A line was longer than the bound: nothing more is read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Takes the next whole line, without its end; false when more bytes are needed.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (IsTooLong)
            return false;
        DropFeed();
        var end = FindEnd();
        if (end < 0)
        {
            _searched = _unread.Length;
            IsTooLong = _searched > maxLineBytes;
            return false;
        }
        var piece = _unread.Slice(0, end);
        var rest = _unread.Slice(end);
        _skipFeed = rest.FirstSpan[0] == '\r';
        _unread = rest.Slice(1);
        _searched = 0;
        IsTooLong = end > maxLineBytes;
        line = WithoutReturn(WithoutMark(Contiguous(piece)));
        return !IsTooLong;
    }

    /// <summary>What is left behind the last end of line, once the body has ended.</summary>
    public ReadOnlyMemory<byte> TakeRest()
    {
        DropFeed();
        var rest = WithoutReturn(WithoutMark(Contiguous(_unread)));
        _unread = default;
        return rest;
    }

    /// <summary>
    /// Reads once from the pipe. Throws only <see cref="OperationCanceledException"/>: a body that breaks is an answer.
    /// </summary>
    // A pooled state machine, because this one waits once per token.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Fill> FillAsync(CancellationToken cancellationToken)
    {
        if (_hasRead)
            pipe.AdvanceTo(_unread.Start, _unread.End);
        _hasRead = false;
        try
        {
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var isNew = result.Buffer.Length > _searched;
            (_unread, _hasRead) = (result.Buffer, true);
            return isNew || !result.IsCompleted ? Fill.Bytes : Fill.End;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // Also when it was cancelled, but not by whoever reads: then its host is being closed.
            (_unread, _searched) = (default, 0);
            return Fill.Broken;
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public ValueTask DisposeAsync()
    {
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = [];
        return pipe.CompleteAsync();
    }

    private long FindEnd()
    {
        var unsearched = _searched == 0 ? _unread : _unread.Slice(_searched);
        var offset = _searched;
        foreach (var segment in unsearched)
        {
            var at = loneReturnEnds ? segment.Span.IndexOfAny((byte)'\n', (byte)'\r') : segment.Span.IndexOf((byte)'\n');
            if (at >= 0)
                return offset + at;
            offset += segment.Length;
        }
        return -1;
    }

    private void DropFeed()
    {
        if (!_skipFeed || _unread.IsEmpty)
            return;
        if (_unread.FirstSpan[0] == '\n')
            _unread = _unread.Slice(1);
        _skipFeed = false;
    }

    private ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> piece)
    {
        if (piece.IsSingleSegment)
            return piece.First;
        var length = (int)piece.Length;
        if (_joined.Length < length)
        {
            if (_joined.Length > 0)
                ArrayPool<byte>.Shared.Return(_joined);
            _joined = ArrayPool<byte>.Shared.Rent(length);
        }
        piece.CopyTo(_joined);
        return _joined.AsMemory(0, length);
    }

    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line)
    {
        if (_isStarted)
            return line;
        _isStarted = true;
        return line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
    }

    private static ReadOnlyMemory<byte> WithoutReturn(ReadOnlyMemory<byte> line) =>
        line.Span is [.., (byte)'\r'] ? line[..^1] : line;
}
