using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Conductor.Core.Streams;

namespace Conductor.Backends.Http;

/// <summary>The connections to one host. Safe for concurrent callers.</summary>
internal sealed class HostClient : IAsyncDisposable
{
    private static readonly TimeSpan TlsAllowance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ErrorBodyTime = TimeSpan.FromSeconds(2);
    private const int MaxErrorBytes = 64 * 1024;
    private const int MaxListingBytes = 16 * 1024 * 1024;
    private const int MostPlaces = 32;

    private readonly CancellationTokenSource _closing = new();
    // Not the library's client around it, which links a token and copies its headers for every request. All that is asked for is cancelled by us.
    private readonly HttpMessageInvoker _http;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly Uri _base;
    // To put an address together costs as much as to send a request to it, and only blobs have more than a few.
    private readonly ConcurrentDictionary<string, Uri> _places = new(StringComparer.Ordinal);

    public HostClient(HttpHostOptions options, HostEndings endings, TimeProvider time)
    {
        Check(options);
        (Options, Endings, Time) = (options, endings, time);
        _base = new Uri(endings.Place + "/");
        // No limit on the time of a request: an answer may last for hours, and its timers are not ours.
        _http = new HttpMessageInvoker(Handler(options, time));
        _headers = [.. HeadersOf(options)];
    }

    /// <summary>What the operator wrote.</summary>
    public HttpHostOptions Options { get; }

    /// <summary>How its failures are put.</summary>
    public HostEndings Endings { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Cancelled when the connections are to be closed: the library would leave alone those that carry an answer.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>A request to a path below the base URL, on HTTP/1.1.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, PlaceOf(path))
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>
    /// Sends it and comes back with the headers. Every failure is one of the task, also that of a closed client. The token must be one that is cancelled
    /// with <see cref="Closing"/>.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);

    /// <summary>Null for a good answer; else how the host refused, with its words.</summary>
    public async Task<Ending?> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (Endings.Foreign(response) is { } foreign)
            return foreign;
        if (response.IsSuccessStatusCode)
            return null;
        // The words are worth waiting for, but not for ever: the status alone says enough.
        using var patience = new CancellationTokenSource(ErrorBodyTime, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var body = await ReadAsync(response, MaxErrorBytes, both.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Endings.Refused(response, body);
    }

    /// <summary>Gets a small JSON document, or the ending that tells why not.</summary>
    public async Task<ProbeAnswer> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Closing);
        try
        {
            using var response = await SendAsync(request, stop.Token).ConfigureAwait(false);
            if (await RefusalAsync(response, stop.Token).ConfigureAwait(false) is { } refusal)
                return new ProbeAnswer(null, refusal);
            var body = await ReadAsync(response, MaxListingBytes, stop.Token).ConfigureAwait(false);
            stop.Token.ThrowIfCancellationRequested();
            using var document = JsonDocument.Parse(body);
            return new ProbeAnswer(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new ProbeAnswer(null, Endings.Malformed($"answers /{path} with something that is not whole JSON of at most {MaxListingBytes} bytes."));
        }
        catch (Exception) when (Closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ProbeAnswer(null, Endings.Closed());
        }
        catch (Exception cause) when (cause is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new ProbeAnswer(null, Endings.Unanswered(cause, Options.ConnectTimeout));
        }
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    private static void Check(HttpHostOptions options)
    {
        if (options.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException($"The URL of a host must begin with http:// or https://, and '{options.Url}' does not.", nameof(options));
        CheckRange(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        CheckRange(nameof(options.ProbeTimeout), options.ProbeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        CheckRange(nameof(options.MaxLineBytes), options.MaxLineBytes, 4 * 1024, 256 * 1024 * 1024);
    }

    private static void CheckRange<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }

    // Tried out on a request that is never sent: what no request can have is refused at the start.
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpHostOptions options)
    {
        using var trial = new HttpRequestMessage();
        var headers = trial.Headers;
        headers.UserAgent.ParseAdd("conductor");
        foreach (var (name, value) in options.Headers)
        {
            headers.Remove(name);
            if (value.AsSpan().ContainsAny("\r\n\0") || !headers.TryAddWithoutValidation(name, value))
                throw new ArgumentException($"'{name}' with its value is no header that a request can have.", nameof(options));
        }
        if (!string.IsNullOrEmpty(options.ApiKey) && headers.Authorization is null)
            headers.Authorization = new("Bearer", options.ApiKey);
        // As Ollama's own client does with a URL that has a user in it; the library would leave it out.
        if (options.Url.UserInfo.Length > 0 && headers.Authorization is null)
            headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(options.Url.UserInfo))));
        foreach (var (name, values) in headers.NonValidated)
            foreach (var value in values)
                yield return new(name, value);
    }

    private Uri PlaceOf(string path)
    {
        if (_places.TryGetValue(path, out var known))
            return known;
        var place = new Uri(_base, path);
        if (_places.Count < MostPlaces)
            _places.TryAdd(path, place);
        return place;
    }

    // As much of the body as comes until it ends, breaks, is too long or the token is cancelled.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (buffer.WrittenCount < maxBytes)
            {
                var read = await content.ReadAsync(buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                buffer.Advance(read);
            }
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            // What came before says what can be said.
        }
        return buffer.WrittenMemory;
    }

    private static SocketsHttpHandler Handler(HttpHostOptions options, TimeProvider time)
    {
        var connector = new HostConnector(options.ConnectTimeout, time);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken),
            ConnectTimeout = options.ConnectTimeout + TlsAllowance,
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Url.IsLoopback,
            // A new connection now and then finds a host that has moved to another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            // Giving up on an answer closes its socket: reading on until its end would keep the model writing.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (options.Tls is { } tls)
            handler.SslOptions = tls;
        return handler;
    }
}

/// <summary>What came of asking for a small document: the document, or why there is none.</summary>
internal readonly record struct ProbeAnswer(JsonElement? Json, Ending? Problem = null);
