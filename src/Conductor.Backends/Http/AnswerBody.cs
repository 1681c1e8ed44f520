using System.Runtime.CompilerServices;

namespace Conductor.Backends.Http;

/// <summary>
/// The body of an answer. Cancelling its token closes the socket at once, also while nobody is reading because whoever reads is
/// held up: the library's own cancellation works only inside a read. A read obeys this token, not the one that it is given.
/// </summary>
internal sealed class AnswerBody : Stream
{
    private const int Resting = 0;
    private const int Reading = 1;
    private const int Closed = 2;

    private readonly HttpResponseMessage _response;
    private readonly Stream _content;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;

    // Written by the reader (Resting to Reading and back) and by whoever cancels (Resting to Closed). Only the one who moves it out
    // of Resting touches the response, so that it is never closed beside a read: that could put a broken connection into the pool.
    private int _state;

    public AnswerBody(HttpResponseMessage response, Stream content, CancellationToken stop)
    {
        (_response, _content, _stop) = (response, content, stop);
        _registration = stop.UnsafeRegister(static body => ((AnswerBody)body!).CloseIfResting(), this);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, Reading, Resting) != Resting)
            throw new OperationCanceledException(_stop);
        try
        {
            return await _content.ReadAsync(buffer, _stop).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _state, Resting);
            // A cancellation that came between the read's last look at the token and here found nothing to close.
            if (_stop.IsCancellationRequested)
                CloseIfResting();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _registration.Dispose();
        CloseIfResting();
        base.Dispose(disposing);
    }

    private void CloseIfResting()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Resting) == Resting)
            _response.Dispose();
    }
}
