using System.Buffers;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Conductor.Server.Http.Store;

/// <summary>
/// Serves <c>/api/blobs/DIGEST</c>: the parts that a model is made from go to one host, the one that was asked for or the first that answers, as fast as it
/// takes them and without being held here.
/// </summary>
internal sealed class BlobStore(StoreDesk desk)
{
    /// <summary>Where one blob is: its digest follows.</summary>
    public const string Prefix = "/api/blobs/";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private const int DigestLength = 71; // sha256: and 64 digits

    /// <summary>Says whether it is there, or takes it.</summary>
    public async Task ServeAsync(HttpContext context, string path)
    {
        var digest = Uri.UnescapeDataString(path[Prefix.Length..]).Replace('-', ':');
        var fleet = await desk.LookAsync(context);
        var (hosts, refusal) = StoreDesk.Choose(context, fleet, ModelPlaces.Stores(fleet));
        if (!IsDigest(digest))
            refusal = new Refusal(StatusCodes.Status400BadRequest, "invalid digest format");
        else if (context.Request.ContentLength > desk.MaxBlobBytes)
            refusal = TooLong();
        if (refusal is not null)
            await OllamaErrors.WriteAsync(context, refusal);
        else if (HttpMethods.IsHead(context.Request.Method))
            await desk.RelayAsync(context, hosts, _ => new HostCall(HostCallKind.FindBlob) { Digest = digest }, changes: false);
        else
            await TakeAsync(context, hosts[0], digest);
    }

    /// <summary>The hosts that have all of these blobs; where none has, those that are asked first for one.</summary>
    public static async Task<IEnumerable<HostSnapshot>> HoldersAsync(FleetSnapshot fleet, IReadOnlyList<string> digests, CancellationToken gone)
    {
        var stores = ModelPlaces.Stores(fleet).Where(host => host.Health != HostHealth.Down).ToList();
        var has = await Task.WhenAll(stores.Select(host => HasAllAsync(host, digests, gone)));
        var holders = stores.Where((_, at) => has[at]).ToList();
        return holders.Count > 0 ? holders : stores;
    }

    private static async Task<bool> HasAllAsync(HostSnapshot host, IReadOnlyList<string> digests, CancellationToken gone)
    {
        foreach (var digest in digests)
        {
            await using var reply = await StoreDesk.CallAsync(host, new HostCall(HostCallKind.FindBlob) { Digest = digest }, gone);
            if (!reply.IsGood)
                return false;
        }
        return true;
    }

    // It comes once, so there is one host for it: what that one has taken of it cannot be read again for another.
    private async Task TakeAsync(HttpContext context, HostSnapshot host, string digest)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var content = new BoundedStream(context.Request.Body, desk.MaxBlobBytes);
        var call = new HostCall(HostCallKind.PutBlob) { Digest = digest, Content = content, ContentLength = context.Request.ContentLength };
        try
        {
            await using var reply = await StoreDesk.CallAsync(host, call, context.RequestAborted);
            if (content.IsOver)
                await OllamaErrors.WriteAsync(context, TooLong());
            else if (reply.Problem is { } problem)
                await OllamaErrors.WriteAsync(context, EndingRefusals.Of(problem));
            else
                await desk.PassOnAsync(context, reply, host);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone, and with it the connection to the host.
        }
    }

    private Refusal TooLong() => new(StatusCodes.Status413PayloadTooLarge, $"the blob is too large: at most {desk.MaxBlobBytes} bytes are taken");

    private static bool IsDigest(string digest) =>
        digest.Length == DigestLength && digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.AsSpan("sha256:".Length).IndexOfAnyExcept(Digits) < 0;
}
