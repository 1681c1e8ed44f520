using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim.Api;

/// <summary>Brings a model into memory for a request, and answers those that want nothing else.</summary>
internal static class Loading
{
    private static readonly string[] ReloadOptions = ["num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread", "draft_num_predict"];

    /// <summary>The model and a slot; null when the request was answered with the error instead.</summary>
    public static async Task<Lease?> EnterAsync(Exchange exchange, SimModel model)
    {
        try
        {
            var entering = exchange.Sim.Scheduler.EnterAsync(model, KeyOf(exchange), KeepAliveOf(exchange), exchange.Gone);
            exchange.Sim.Requests.Offer(exchange.Request);
            return await entering.ConfigureAwait(false);
        }
        catch (ServerBusyException busy)
        {
            await exchange.SendErrorAsync(503, busy.Message).ConfigureAwait(false);
        }
        catch (LoadFailedException failed)
        {
            await exchange.SendErrorAsync(500, failed.Message).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>A request with no prompt: loads the model, or with <c>keep_alive:0</c> lets it go. One object, even when streaming.</summary>
    public static async Task HandleAsync(Exchange exchange, SimModel model)
    {
        var unload = KeepAliveOf(exchange) == TimeSpan.Zero;
        if (unload) exchange.Sim.Scheduler.Expire(model);
        else
        {
            using var lease = await EnterAsync(exchange, model).ConfigureAwait(false);
            if (lease is null) return;
        }
        var (now, reason) = (exchange.Sim.Options.Time.GetUtcNow(), unload ? "unload" : "load");
        await exchange.SendJsonAsync(json =>
        {
            if (exchange.Request.Path == "/api/chat") NativeChat.WriteLoad(json, exchange.Request, now, reason);
            else NativeGenerate.WriteLoad(json, exchange.Request, now, reason);
        }).ConfigureAwait(false);
    }

    private static TimeSpan? KeepAliveOf(Exchange exchange) =>
        exchange.Sim.Options.Flavor is SimFlavor.OpenAi ? GoTime.Forever
        : !exchange.SpeaksOpenAi && exchange.Request.Field("keep_alive") is { } value ? GoTime.KeepAlive(value)
        : null;

    private static RunnerKey KeyOf(Exchange exchange)
    {
        if (exchange.SpeaksOpenAi) return RunnerKey.Any;
        var numCtx = exchange.Request.Option("num_ctx") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var tokens)
            ? tokens
            : (int?)null;
        var others = ReloadOptions.Select(name => exchange.Request.Option(name) is { } option ? $"{name}={option}" : null).OfType<string>();
        return new RunnerKey(numCtx, string.Join(' ', others));
    }
}
