using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>
/// Serves what changes the models on disk: each call is passed to the hosts where it belongs, in the caller's own words, and so is what they say. Who stops
/// listening stops the host at once.
/// </summary>
internal sealed class ModelStore(StoreDesk desk)
{
    /// <summary>Pulls to the host that was asked for, else to one that has it, else to the one with the fewest bytes of models.</summary>
    public Task PullAsync(HttpContext context) => WithNameAsync(context, async body =>
    {
        var fleet = await desk.LookAsync(context);
        // An alias is pulled by the name that it stands for.
        var name = fleet.Names.Find(body.Name)?.Target is null ? body.Name : fleet.Names.Resolve(body.Name)[0].Model;
        await RelayAsync(context, fleet, ModelPlaces.WithRoom(fleet, name), HostCallKind.Pull, body, name);
    });

    /// <summary>Pushes from a host that has it.</summary>
    public Task PushAsync(HttpContext context) => WithNameAsync(context, async body =>
    {
        var fleet = await desk.LookAsync(context);
        if (ModelPlaces.OnlyElsewhere(fleet, body.Name) is { } refusal)
            await OllamaErrors.WriteAsync(context, refusal);
        else
            await RelayAsync(context, fleet, Holders(fleet, body.Name), HostCallKind.Push, body, body.Name, changes: false);
    });

    /// <summary>Makes a model where what it is made from is.</summary>
    public Task CreateAsync(HttpContext context) => WithNameAsync(context, async body =>
    {
        var fleet = await desk.LookAsync(context);
        var files = body.Digests("files").Concat(body.Digests("adapters")).ToList();
        var hosts = files.Count > 0 ? await BlobStore.HoldersAsync(fleet, files, context.RequestAborted)
            : body.Text("from") is { Length: > 0 } from ? Holders(fleet, from)
            : ModelPlaces.Stores(fleet);
        await RelayAsync(context, fleet, hosts, HostCallKind.Create, body, body.Name);
    });

    /// <summary>Gives a model one more name on every host that has it, so that both names mean the same everywhere.</summary>
    public Task CopyAsync(HttpContext context) => EverywhereAsync(context, HostCallKind.Copy, "source", body => body.Text("source").Length == 0 ? "source \"\" is invalid"
        : body.Text("destination").Length == 0 ? "destination \"\" is invalid"
        : null);

    /// <summary>Deletes a model on every host that has it.</summary>
    public Task DeleteAsync(HttpContext context) => EverywhereAsync(context, HostCallKind.Delete, "model", body => body.Name.Length == 0 ? "invalid model name" : null, "name");

    private async Task EverywhereAsync(HttpContext context, HostCallKind kind, string field, Func<NamedBody, string?> complain, params string[] otherFields)
    {
        var (body, refusal) = await NamedBody.ReadAsync(context, desk.MaxRequestBytes, [field, .. otherFields]);
        if (body is not null && complain(body) is { } complaint)
            refusal = new Refusal(StatusCodes.Status400BadRequest, complaint);
        if (refusal is not null)
        {
            await OllamaErrors.WriteAsync(context, refusal);
            return;
        }
        var fleet = await desk.LookAsync(context);
        if (ModelPlaces.OnlyElsewhere(fleet, body!.Name) is { } elsewhere)
        {
            await OllamaErrors.WriteAsync(context, elsewhere);
            return;
        }
        var places = ModelPlaces.Of(fleet, body.Name).Where(place => place.Host.Kind == "ollama").Select(place => place.Host).ToList();
        if (places.Count == 0 || context.Request.Headers.ContainsKey("X-Conductor-Host"))
            await RelayAsync(context, fleet, Holders(fleet, body.Name), kind, body, body.Name);
        else
            await TellAllAsync(context, places, new HostCall(kind) { Model = body.Name, Json = body.For(body.Name) });
    }

    // What one of them refuses is told; the others have done it all the same.
    private async Task TellAllAsync(HttpContext context, List<HostSnapshot> hosts, HostCall call)
    {
        var answers = await Task.WhenAll(hosts.Where(host => host.Health != HostHealth.Down).Select(host => TellAsync(host, call, context)));
        if (context.RequestAborted.IsCancellationRequested)
            return;
        var refusal = Array.Find(answers, answer => answer is not null) ?? (hosts.Find(host => host.Health == HostHealth.Down) is { } down ? StoreDesk.IsDown(down) : null);
        if (refusal is not null)
        {
            await OllamaErrors.WriteAsync(context, refusal);
            return;
        }
        context.Response.Headers["X-Conductor-Host"] = string.Join(',', hosts.Select(host => Uri.EscapeDataString(host.Name)));
        context.Response.ContentLength = 0;
    }

    private async Task<Refusal?> TellAsync(HostSnapshot host, HostCall call, HttpContext context)
    {
        try
        {
            await using var reply = await StoreDesk.CallAsync(host, call, context.RequestAborted);
            if (reply.Problem is { } problem)
                return EndingRefusals.Of(problem);
            var words = reply.IsGood ? null : await HostWords.ReadAsync(reply, context.RequestAborted);
            await desk.RecheckAsync(host.Name);
            return words is null ? null : new Refusal(reply.Status, words);
        }
        catch (OperationCanceledException)
        {
            return new Refusal(StatusCodes.Status499ClientClosedRequest, "request canceled");
        }
    }

    private async Task WithNameAsync(HttpContext context, Func<NamedBody, Task> serve)
    {
        var (body, refusal) = await NamedBody.ReadAsync(context, desk.MaxRequestBytes, "model", "name");
        if (body is { Name.Length: 0 })
            refusal = new Refusal(StatusCodes.Status400BadRequest, "invalid model name");
        if (refusal is not null)
            await OllamaErrors.WriteAsync(context, refusal);
        else
            await serve(body!);
    }

    private async Task RelayAsync(
        HttpContext context, FleetSnapshot fleet, IEnumerable<HostSnapshot> byRule, HostCallKind kind, NamedBody body, string name, bool changes = true)
    {
        var (hosts, refusal) = StoreDesk.Choose(context, fleet, byRule);
        if (refusal is not null)
            await OllamaErrors.WriteAsync(context, refusal);
        else
            await desk.RelayAsync(context, hosts, _ => new HostCall(kind) { Model = name, Json = body.For(name) }, changes);
    }

    // Where nobody has it, a host says so in its own words.
    private static IEnumerable<HostSnapshot> Holders(FleetSnapshot fleet, string name)
    {
        var holders = ModelPlaces.Of(fleet, name).Where(place => place.Host.Kind == "ollama").Select(place => place.Host).ToList();
        return holders.Count > 0 ? holders : ModelPlaces.Stores(fleet);
    }
}
