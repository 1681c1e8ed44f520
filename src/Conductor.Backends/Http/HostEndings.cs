using System.Net;
using System.Net.Sockets;
using System.Text;
using Conductor.Core.Streams;

namespace Conductor.Backends.Http;

/// <summary>
/// Says how a host failed, as an <see cref="Ending"/>. Where the host gave words of its own, they are the detail as they came;
/// else it is a sentence that names the URL and the way out.
/// </summary>
/// <param name="product">What the host should be: <c>Ollama</c>.</param>
/// <param name="url">Where it should be.</param>
/// <param name="wayOut">What to do when nothing answers there, as sentences.</param>
/// <param name="time">For a <c>Retry-After</c> that is a date.</param>
internal sealed class HostEndings(string product, Uri url, string wayOut, TimeProvider time)
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    /// <summary>The URL as people read it: without user, password, query and last slash.</summary>
    public string Place { get; } = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>No connection, or none that lasted until the answer's headers.</summary>
    public Ending Unanswered(Exception cause, TimeSpan connectTimeout) => cause switch
    {
        OperationCanceledException => TooSlow(connectTimeout),
        HttpRequestException { InnerException: ConnectTimeoutException } => TooSlow(connectTimeout),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            or HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoData } } =>
            Failed($"The name '{url.Host}' of {Place} cannot be resolved. Correct the URL of this host, or its name service."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            Failed($"TLS with {Place} failed: {Innermost(cause)} Check its certificate, and that the URL should be https."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException refusal } =>
            Failed($"Nothing answers at {Place} ({refusal.Message.TrimEnd('.')}). {wayOut}"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            Malformed($"does not answer in HTTP. {wayOut}"),
        _ => Failed($"{Place} closed the connection before it answered."),
    };

    /// <summary>Headers that no answer of this product has: a redirect, a page. Null when they are fine.</summary>
    public Ending? Foreign(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return Malformed($"answers with a redirect to {response.Headers.Location?.ToString() ?? "nowhere"}, which is not followed. " +
                "Use the URL that it redirects to.", status);
        if (status is >= 200 and < 300 && response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            return Malformed($"answers with a web page. Is the URL that of {product}?", status);
        return null;
    }

    /// <summary>A 4xx or 5xx with what the host said of it.</summary>
    public Ending Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        // These three say that the same words may succeed later, as a 5xx does.
        var mayComeBack = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or (HttpStatusCode)425;
        return new Ending(
            status is >= 400 and < 500 && !mayComeBack ? StreamEnd.BackendRefused : StreamEnd.BackendFailed,
            HostError.Find(body) ?? PlainWords(response, body) ?? $"{Place} answered {status} {response.ReasonPhrase} without saying why.",
            status,
            RetryAfter(response));
    }

    /// <summary>The host said in the middle of its answer that it failed: as a status of 500 would, which came too late for it.</summary>
    public Ending FailedMidway(string? words) =>
        Failed(words ?? $"{Place} reported an error in the middle of its answer without saying which.") with { Status = 500 };

    /// <summary>The answer broke off.</summary>
    public Ending Cut() => new(StreamEnd.BackendCut, $"{Place} broke off in the middle of its answer.");

    /// <summary>The driver itself is closed.</summary>
    public Ending Closed() => Failed($"The connections to {Place} are closed, because this host is no longer in use.");

    /// <summary>A line was too long.</summary>
    public Ending TooLong(int maxLineBytes) => Malformed($"sent a line of more than {maxLineBytes} bytes, which is not read.");

    /// <summary>The host sent something that is not its protocol.</summary>
    /// <param name="what">The rest of the sentence behind the host's URL.</param>
    /// <param name="status">The HTTP status, where it matters.</param>
    public Ending Malformed(string what, int? status = null) => new(StreamEnd.BackendMalformed, $"{Place} {what}", status);

    private static Ending Failed(string detail) => new(StreamEnd.BackendFailed, detail);

    private Ending TooSlow(TimeSpan connectTimeout) => new(
        StreamEnd.ConnectTimeout,
        $"{Place} did not take the connection within {connectTimeout.TotalSeconds} s (timeouts.connect). {wayOut}");

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, LongestRetryAfter.Ticks));
    }

    // Ollama's own front, and many proxies, put a refusal as one line of plain text.
    private static string? PlainWords(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "text/plain")
            return null;
        var text = Encoding.UTF8.GetString(body.Span).Trim();
        return text.Length is 0 or > 300 || text.Contains('\n') ? null : text;
    }

    private static string Innermost(Exception cause) => cause.GetBaseException().Message;
}
