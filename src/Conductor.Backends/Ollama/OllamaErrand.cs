using System.Net.Http.Headers;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Ollama;

/// <summary>Passes a call on to an Ollama as the caller wrote it, and its reply back as it comes: nothing of either is held.</summary>
internal static class OllamaErrand
{
    /// <summary>Sends it; comes back with the headers.</summary>
    public static async Task<HostReply> CallAsync(HostClient host, HostCall call, CancellationToken cancellationToken)
    {
        var errand = new Errand(Request(host, call), CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Closing));
        HttpResponseMessage? response = null;
        try
        {
            response = await host.SendAsync(errand.Request, errand.Stop.Token).ConfigureAwait(false);
            if (host.Endings.Foreign(response) is { } foreign)
                return await FailAsync(errand, response, HostReply.Of(foreign)).ConfigureAwait(false);
            var content = await response.Content.ReadAsStreamAsync(errand.Stop.Token).ConfigureAwait(false);
            return new HostReply((int)response.StatusCode, TypeOf(response), new AnswerBody(response, content, errand.Stop.Token), errand);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await FailAsync(errand, response, null!).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (host.Closing.IsCancellationRequested)
        {
            return await FailAsync(errand, response, HostReply.Of(host.Endings.Closed())).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException)
        {
            return await FailAsync(errand, response, HostReply.Of(host.Endings.Unanswered(cause, host.Options.ConnectTimeout))).ConfigureAwait(false);
        }
    }

    private static async Task<HostReply> FailAsync(Errand errand, HttpResponseMessage? response, HostReply reply)
    {
        response?.Dispose();
        await errand.DisposeAsync().ConfigureAwait(false);
        return reply;
    }

    // As the host wrote it: parsed and put together again it would look different.
    private static string? TypeOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null;

    private static HttpRequestMessage Request(HostClient host, HostCall call)
    {
        var (method, path) = call.Kind switch
        {
            HostCallKind.Show => (HttpMethod.Post, "api/show"),
            HostCallKind.Pull => (HttpMethod.Post, "api/pull"),
            HostCallKind.Push => (HttpMethod.Post, "api/push"),
            HostCallKind.Create => (HttpMethod.Post, "api/create"),
            HostCallKind.Copy => (HttpMethod.Post, "api/copy"),
            HostCallKind.Delete => (HttpMethod.Delete, "api/delete"),
            HostCallKind.FindBlob => (HttpMethod.Head, $"api/blobs/{Uri.EscapeDataString(call.Digest).Replace("%3A", ":", StringComparison.Ordinal)}"),
            HostCallKind.PutBlob => (HttpMethod.Post, $"api/blobs/{Uri.EscapeDataString(call.Digest).Replace("%3A", ":", StringComparison.Ordinal)}"),
            _ => (HttpMethod.Post, "api/generate"),
        };
        var request = host.Request(method, path, Content(call));
        call.Trace?.WriteTo(request);
        return request;
    }

    private static HttpContent? Content(HostCall call)
    {
        if (call.Content is { } blob)
        {
            var stream = new StreamContent(blob, 64 * 1024);
            stream.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            stream.Headers.ContentLength = call.ContentLength;
            return stream;
        }
        if (call.Json.IsEmpty)
            return null;
        var json = new ReadOnlyMemoryContent(call.Json);
        json.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return json;
    }

    private sealed class Errand(HttpRequestMessage request, CancellationTokenSource stop) : IAsyncDisposable
    {
        public HttpRequestMessage Request { get; } = request;

        public CancellationTokenSource Stop { get; } = stop;

        public ValueTask DisposeAsync()
        {
            Request.Dispose();
            Stop.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
