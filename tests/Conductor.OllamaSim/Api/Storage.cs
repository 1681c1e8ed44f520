using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim.Api;

/// <summary>What changes the models on disk: pull, push, create, copy, delete and blobs.</summary>
internal sealed class Storage
{
    private const int PullSteps = 10;

    private readonly ConcurrentDictionary<string, byte> _blobs = new();

    public static Task PullAsync(Exchange exchange) => WithNameAsync(exchange, name =>
    {
        var model = exchange.Sim.Options.Registry is { } registry
            ? registry.FirstOrDefault(known => ModelName.Canonical(known.Name) == ModelName.Canonical(name))
            : exchange.Sim.Shelf.Find(name) ?? new SimModel(name);
        if (model is null) return FailAsync(exchange, name, "pull model manifest: file does not exist");
        string[] lines =
        [
            Progress.Line("pulling manifest"),
            .. Enumerable.Range(0, PullSteps + 1).Select(step => Progress.Line("pulling", model, model.Size * step / PullSteps)),
            Progress.Line("verifying sha256 digest"),
            Progress.Line("writing manifest"),
        ];
        return Progress.RunAsync(exchange, model, lines, () => exchange.Sim.AddModel(model with { Name = name }));
    });

    public static Task PushAsync(Exchange exchange) => WithNameAsync(exchange, name =>
    {
        if (exchange.Sim.Shelf.Find(name) is not { } model) return FailAsync(exchange, name, $"model '{name}' not found");
        string[] lines =
        [
            Progress.Line("retrieving manifest"),
            Progress.Line("pushing", model, 0),
            Progress.Line("pushing", model, model.Size),
            Progress.Line("pushing manifest"),
        ];
        return Progress.RunAsync(exchange, model, lines, () => { });
    });

    public Task CreateAsync(Exchange exchange) => WithNameAsync(exchange, name =>
    {
        if (exchange.Request.Field("files") is { ValueKind: JsonValueKind.Object } files)
            return MissingBlob(files) is { } missing
                ? exchange.SendErrorAsync(400, $"blob not found: {missing}")
                : CreateAsync(exchange, new SimModel(name));
        if (exchange.Request.StringField("from") is not { Length: > 0 } from)
            return exchange.SendErrorAsync(400, "neither 'from' or 'files' was specified");
        return exchange.Sim.Shelf.Find(from) is { } source
            ? CreateAsync(exchange, source with { Name = name })
            : FailAsync(exchange, name, $"model '{from}' not found");
    });

    public static Task CopyAsync(Exchange exchange)
    {
        var (from, to) = (exchange.Request.StringField("source") ?? "", exchange.Request.StringField("destination") ?? "");
        if (exchange.Request.Body.IsEmpty) return exchange.SendErrorAsync(400, "missing request body");
        if (from.Length == 0) return exchange.SendErrorAsync(400, "source \"\" is invalid");
        if (to.Length == 0) return exchange.SendErrorAsync(400, "destination \"\" is invalid");
        if (exchange.Sim.Shelf.Find(from) is not { } model) return exchange.SendErrorAsync(404, $"model \"{from}\" not found");
        exchange.Sim.AddModel(model with { Name = to });
        return exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "");
    }

    public static Task DeleteAsync(Exchange exchange) => WithNameAsync(exchange, name =>
    {
        if (exchange.Sim.Shelf.Find(name) is not { } model) return exchange.SendErrorAsync(404, $"model '{name}' not found");
        exchange.Sim.Scheduler.Expire(model);
        exchange.Sim.Shelf.Remove(name);
        return exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "");
    });

    public Task PutBlobAsync(Exchange exchange)
    {
        var (wanted, found) = (DigestIn(exchange), $"sha256:{Convert.ToHexStringLower(SHA256.HashData(exchange.Request.Body.Span))}");
        if (wanted != found) return exchange.SendErrorAsync(400, $"digest mismatch, expected \"{wanted}\", got \"{found}\"");
        _blobs[wanted] = 0;
        return exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "", 201);
    }

    public Task HasBlobAsync(Exchange exchange) =>
        exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "", _blobs.ContainsKey(DigestIn(exchange)) ? 200 : 404);

    private string? MissingBlob(JsonElement files) =>
        files.EnumerateObject().Select(file => file.Value.ToString()).FirstOrDefault(digest => !_blobs.ContainsKey(digest));

    private static Task CreateAsync(Exchange exchange, SimModel model)
    {
        string[] lines = [Progress.Line($"using existing layer sha256:{model.Digest}"), Progress.Line("writing manifest")];
        return Progress.RunAsync(exchange, model, lines, () => exchange.Sim.AddModel(model));
    }

    private static Task WithNameAsync(Exchange exchange, Func<string, Task> act) =>
        exchange.Request.Body.IsEmpty ? exchange.SendErrorAsync(400, "missing request body")
        : exchange.Request.Json is not { ValueKind: JsonValueKind.Object }
            ? exchange.SendErrorAsync(400, BadJson.Explain(exchange.Request.Body.Span))
        : exchange.Request.Model is { Length: > 0 } name ? act(name)
        : exchange.SendErrorAsync(400, "invalid model name");

    /// <summary>The error in its stream, where a stream was asked for: its status is 200 by then.</summary>
    private static Task FailAsync(Exchange exchange, string name, string message)
    {
        if (!exchange.Request.Stream) return exchange.SendErrorAsync(500, message);
        exchange.Suffer(Fault.ErrorAfter(1, message));
        return Progress.RunAsync(exchange, new SimModel(name), [Progress.Line("pulling manifest")], () => { });
    }

    private static string DigestIn(Exchange exchange) => exchange.Request.Path["/api/blobs/".Length..];
}
