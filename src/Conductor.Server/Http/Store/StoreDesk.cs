using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>What every call about models on disk needs: the hosts it may go to, the way there and back, and a fleet that knows what has changed.</summary>
internal sealed class StoreDesk(IConductor conductor, FleetView view, HttpOptions options, TimeProvider time)
{
    /// <summary>Names the host that a call is for, where there is a choice.</summary>
    private const string HostHeader = "X-Conductor-Host";

    // A probe takes no longer; what it would say later is found out by whoever needs it.
    private static readonly TimeSpan RecheckPatience = TimeSpan.FromSeconds(5);

    /// <summary>The longest JSON body.</summary>
    public int MaxRequestBytes => options.MaxRequestBytes;

    /// <summary>The longest blob.</summary>
    public long MaxBlobBytes => options.MaxBlobBytes;

    /// <summary>The fleet as fresh as can be had in a short time.</summary>
    public ValueTask<FleetSnapshot> LookAsync(HttpContext context) => view.LookAsync(context.RequestAborted);

    /// <summary>The host that the caller named, or all in the order that the rule gives.</summary>
    /// <returns>The hosts, none of them down; or why there are none.</returns>
    public static (IReadOnlyList<HostSnapshot> Hosts, Refusal? Refusal) Choose(HttpContext context, FleetSnapshot fleet, IEnumerable<HostSnapshot> byRule)
    {
        var asked = Uri.UnescapeDataString(context.Request.Headers[HostHeader].ToString().Trim());
        var stores = ModelPlaces.Stores(fleet).ToList();
        if (asked.Length > 0)
        {
            if (stores.Find(host => host.Name == asked) is not { } host)
                return ([], new Refusal(StatusCodes.Status404NotFound, $"{HostHeader}: there is no Ollama host '{asked}' here, only: {string.Join(", ", stores.Select(one => one.Name))}"));
            return host.Health == HostHealth.Down ? ([], IsDown(host)) : ([host], null);
        }
        var hosts = byRule.Where(host => host.Health != HostHealth.Down).ToList();
        if (hosts.Count > 0)
            return (hosts, null);
        return stores.Count == 0
            ? ([], new Refusal(StatusCodes.Status501NotImplemented, "no host here is an Ollama: models cannot be pulled, made or deleted through this conductor"))
            : ([], IsDown(stores.Find(host => host.Health == HostHealth.Down) ?? stores[0]));
    }

    /// <summary>Why a call to a host that is down is refused.</summary>
    public static Refusal IsDown(HostSnapshot host) =>
        new(StatusCodes.Status503ServiceUnavailable, host.Problem ?? $"{host.Address} has not answered yet", TimeSpan.FromSeconds(5));

    /// <summary>Asks one host after another until one replies that does not lack the room for what is asked, and passes that reply on.</summary>
    /// <param name="context">The caller.</param>
    /// <param name="hosts">The hosts, best first.</param>
    /// <param name="call">What is asked of each.</param>
    /// <param name="changes">The call changes what the host has.</param>
    public async Task RelayAsync(HttpContext context, IEnumerable<HostSnapshot> hosts, Func<HostSnapshot, HostCall> call, bool changes = true)
    {
        var all = hosts.ToList();
        var problem = new Ending(StreamEnd.BackendFailed, "No host was there to ask.", Status: 503);
        using var relay = Relay(context, changes);
        for (var at = 0; at < all.Count; at++)
        {
            await using var reply = await CallAsync(all[at], call(all[at]), context.RequestAborted);
            if (reply.Problem is { } none)
                problem = none;
            else if (await PassOnAsync(context, relay, reply, all[at].Name, changes && at + 1 < all.Count ? all[at + 1].Name : null))
                return;
        }
        if (!await relay.TryBreakOffAsync(problem))
            await OllamaErrors.WriteAsync(context, EndingRefusals.Of(problem));
    }

    /// <summary>Passes a host's reply on.</summary>
    public async Task PassOnAsync(HttpContext context, HostReply reply, HostSnapshot host)
    {
        using var relay = Relay(context, changes: false);
        await PassOnAsync(context, relay, reply, host.Name, next: null);
    }

    private HostRelay Relay(HttpContext context, bool changes) => new(context, host => changes ? RecheckAsync(host) : Task.CompletedTask, time);

    private static async Task<bool> PassOnAsync(HttpContext context, HostRelay relay, HostReply reply, string host, string? next)
    {
        try
        {
            return await relay.PassOnAsync(reply, host, next);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone, and the host's socket with it as soon as the reply is disposed of.
            return true;
        }
    }

    /// <summary>Asks one host.</summary>
    public static Task<HostReply> CallAsync(HostSnapshot host, HostCall call, CancellationToken gone) => host.Driver!.CallAsync(call, gone);

    /// <summary>Lets the fleet know what a host has now, for lists and turns that come next.</summary>
    public async Task RecheckAsync(string host)
    {
        // Not given the caller's token: what has changed has changed, whoever still waits for it.
        await ((Task)conductor.RecheckHostAsync(host, CancellationToken.None).WaitAsync(RecheckPatience, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
