using System.IO.Pipelines;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Backends.Http;

/// <summary>
/// One request and its answer. Disposing of it before the answer's end closes the socket at once; after the end the connection goes
/// back to the pool once the rest of the answer has been read. Not safe for concurrent callers.
/// </summary>
internal sealed class HostExchange : IAsyncDisposable
{
    private static readonly StreamPipeReaderOptions Pipe = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    private readonly HostClient _host;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource _stop; // cancelled by this exchange, its caller, or the closing of the host
    private readonly HttpRequestMessage _request;
    private readonly JsonBody _json;
    private readonly Task<HttpResponseMessage> _sending;
    private AnswerBody? _body;
    private bool _isWhole;
    private ITimer? _hurry;

    /// <summary>Starts to send.</summary>
    public HostExchange(HostClient host, string path, JsonBody json, TraceContext? trace, CancellationToken cancellationToken)
    {
        (_host, _json, _callerToken) = (host, json, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Closing);
        _request = host.Request(HttpMethod.Post, path, json);
        trace?.WriteTo(_request);
        _sending = host.SendAsync(_request, _stop.Token);
    }

    /// <summary>The lines of the answer, once <see cref="AnsweredAsync"/> has said that there is one.</summary>
    public LineReader? Lines { get; private set; }

    /// <summary>Waits until the request is out: true; false when it is clear that it will never be. Throws nothing.</summary>
    public async Task<bool> SentAsync()
    {
        if (!_json.Sent.IsCompleted)
            await Task.WhenAny(_json.Sent, _sending).ConfigureAwait(false);
        return _json.Sent.IsCompleted;
    }

    /// <summary>Waits for the headers. Null when <see cref="Lines"/> may be read; else how the host refused or failed.</summary>
    public async Task<Ending?> AnsweredAsync(bool loneReturnEndsLine)
    {
        try
        {
            var response = await _sending.ConfigureAwait(false);
            if (await _host.RefusalAsync(response, _stop.Token).ConfigureAwait(false) is { } refusal)
                return refusal;
            var content = await response.Content.ReadAsStreamAsync(_stop.Token).ConfigureAwait(false);
            _body = new AnswerBody(response, content, _stop.Token);
            Lines = new LineReader(PipeReader.Create(_body, Pipe), _host.Options.MaxLineBytes, loneReturnEndsLine);
            return null;
        }
        catch (Exception) when (_callerToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(_callerToken);
        }
        catch (Exception) when (_host.Closing.IsCancellationRequested)
        {
            return _host.Endings.Closed();
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException)
        {
            return _host.Endings.Unanswered(cause, _host.Options.ConnectTimeout);
        }
    }

    /// <summary>All that matters is here: what is still to come may take this long, then the body counts as ended.</summary>
    public void HurryUp() => _hurry ??= _host.Time.CreateTimer(static exchange => _ = ((HostExchange)exchange!).StopAsync(), this, FarewellTime, Timeout.InfiniteTimeSpan);

    /// <summary>The answer has come to its own end: the connection is worth keeping.</summary>
    public void Complete() => _isWhole = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isWhole && _body is not null)
        {
            _ = FarewellAsync(_body);
            return;
        }
        await StopAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    // Nobody waits for this: the answer is whole, and what is left of it is the terminator of its last chunk.
    private async Task FarewellAsync(AnswerBody body)
    {
        var scrap = new byte[256];
        try
        {
            for (var budget = 256; budget > 0; budget--)
            {
                var reading = body.ReadAsync(scrap, _stop.Token);
                // Mostly it is there already, and no clock is needed.
                if (!reading.IsCompleted)
                    HurryUp();
                if (await reading.ConfigureAwait(false) == 0)
                    break;
            }
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or OperationCanceledException or InvalidDataException or ObjectDisposedException)
        {
            // Then it is closed instead of kept.
        }
        await CloseAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (Lines is not null)
            await Lines.DisposeAsync().ConfigureAwait(false);
        if (_body is not null)
            await _body.DisposeAsync().ConfigureAwait(false);
        else
            await DropResponseAsync().ConfigureAwait(false);
        _request.Dispose();
        if (_hurry is not null)
            await _hurry.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It came to its end in this very moment.
        }
    }

    private async Task DropResponseAsync()
    {
        await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sending.IsCompletedSuccessfully)
            (await _sending.ConfigureAwait(false)).Dispose();
    }
}
