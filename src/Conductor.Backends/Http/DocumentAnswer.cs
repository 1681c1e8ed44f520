using System.Buffers;
using System.Runtime.CompilerServices;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Backends.Http;

/// <summary>What a driver makes of a host's document: the answer's text, and its counts.</summary>
internal sealed record ReadDocument(ReadOnlyMemory<byte> Json, ModelUsage Usage);

/// <summary>
/// An answer that comes as one JSON document: held until it is there as a whole, so that one that breaks off can be asked for elsewhere without a trace.
/// Ends exactly once, throws nothing but for cancellation.
/// </summary>
internal static class DocumentAnswer
{
    private const int PieceBytes = 32 * 1024;
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Sends a request and yields what comes of it.</summary>
    /// <param name="host">Whom to ask.</param>
    /// <param name="path">Where.</param>
    /// <param name="json">What.</param>
    /// <param name="read">Makes an answer of the document; null where it is none.</param>
    /// <param name="trace">The trace that it belongs to.</param>
    /// <param name="cancellationToken">Closes the socket at once.</param>
    public static async IAsyncEnumerable<ModelOutput> RunAsync(
        HostClient host,
        string path,
        Task<JsonBody> json,
        Func<ReadOnlyMemory<byte>, Task<ReadDocument?>> read,
        TraceContext? trace,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var body = await json.ConfigureAwait(false);
        using var request = host.Request(HttpMethod.Post, path, body);
        trace?.WriteTo(request);
        var asking = AskAsync(host, request, cancellationToken);
        await Task.WhenAny(body.Sent, asking).ConfigureAwait(false);
        yield return ModelOutput.Alive;
        var (document, problem) = await asking.ConfigureAwait(false);
        var answer = problem is null ? await read(document).ConfigureAwait(false) : null;
        if (answer is null)
        {
            yield return ModelOutput.Of(problem ?? host.Endings.Malformed($"answers /{path} with something that is no such answer."));
            yield break;
        }
        for (var at = 0; at < answer.Json.Length;)
        {
            var length = WholeCharacters(answer.Json.Span[at..]);
            yield return ModelOutput.OfText(answer.Json.Slice(at, length));
            at += length;
        }
        yield return ModelOutput.Of(answer.Usage);
        yield return ModelOutput.Of(Ending.Completed);
    }

    private static async Task<(ReadOnlyMemory<byte> Document, Ending? Problem)> AskAsync(HostClient host, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Closing);
        var hasBegun = false;
        try
        {
            using var response = await host.SendAsync(request, stop.Token).ConfigureAwait(false);
            if (await host.RefusalAsync(response, stop.Token).ConfigureAwait(false) is { } refusal)
                return (default, refusal);
            hasBegun = true;
            return await ReadAsync(host, response, stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (host.Closing.IsCancellationRequested)
        {
            return (default, host.Endings.Closed());
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException or InvalidDataException)
        {
            return (default, hasBegun ? host.Endings.Cut() : host.Endings.Unanswered(cause, host.Options.ConnectTimeout));
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Document, Ending? Problem)> ReadAsync(HostClient host, HttpResponseMessage response, CancellationToken stop)
    {
        var document = new ArrayBufferWriter<byte>();
        var content = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        while (await content.ReadAsync(document.GetMemory(16 * 1024), stop).ConfigureAwait(false) is > 0 and var read)
        {
            document.Advance(read);
            if (document.WrittenCount > MaxBytes)
                return (default, host.Endings.TooLong(MaxBytes));
        }
        return (document.WrittenMemory, null);
    }

    // A piece of text never ends inside a character.
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        if (text.Length <= PieceBytes)
            return text.Length;
        var length = PieceBytes;
        while ((text[length] & 0xC0) == 0x80)
            length--;
        return length;
    }
}
