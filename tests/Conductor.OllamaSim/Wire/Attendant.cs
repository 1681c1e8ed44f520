using System.Text;
using Conductor.OllamaSim.Api;

namespace Conductor.OllamaSim.Wire;

/// <summary>Serves one connection's requests, one after the other, until either side closes.</summary>
internal sealed class Attendant(OllamaSimulator sim, ClientLink link)
{
    private readonly HttpRequestReader _reader = new(link.Inbox, sim.Options.MaxBodyBytes);

    public async Task ServeAsync()
    {
        var pump = link.PumpAsync();
        try
        {
            while (await ServeOneAsync().ConfigureAwait(false)) { }
        }
        catch (OperationCanceledException)
        {
            // Either side closed within a request or an answer; the log says which.
        }
        catch (BadRequestException bad)
        {
            await RejectAsync(bad).ConfigureAwait(false);
        }
        finally
        {
            if (link.Serving is { } unfinished) sim.NoteEnded(unfinished, SimEnding.Killed);
            link.Close(reset: false);
            await pump.ConfigureAwait(false);
        }
    }

    private async Task<bool> ServeOneAsync()
    {
        if (await _reader.ReadHeadAsync(link.Gone).ConfigureAwait(false) is not { } head) return false;
        if (head.ExpectsContinue) await link.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
        var body = await _reader.ReadBodyAsync(head, link.Gone).ConfigureAwait(false);
        var request = new SimRequest(link.Log, head.Method, head.Target, head.Headers, body, sim.Options.Time.GetUtcNow());
        link.Serving = request;
        link.Log.NoteRequest();
        sim.Requests.Add(request);
        var reply = new HttpReply(link, head, sim.Options.Time);
        await HandleAsync(new Exchange(sim, request, reply, link)).ConfigureAwait(false);
        link.Serving = null;
        return reply.KeepsAlive;
    }

    private async Task HandleAsync(Exchange exchange)
    {
        try
        {
            await sim.HandleAsync(exchange).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A script's own function threw, or we did: the log keeps it, and the client hears of it as it would from a real server.
            exchange.Request.Fault = $"the simulator failed: {failure}";
            exchange.Suffer(null);
            if (exchange.Reply.HasStarted) exchange.Break(reset: true);
            else await exchange.SendErrorAsync(500, failure.Message).ConfigureAwait(false);
        }
        finally
        {
            sim.Requests.Offer(exchange.Request);
        }
    }

    private async Task RejectAsync(BadRequestException bad)
    {
        try
        {
            var head = $"HTTP/1.1 {bad.Status} {bad.Message}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n";
            await link.SendAsync(Encoding.ASCII.GetBytes($"{head}{bad.Status} {bad.Message}")).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It did not want to know.
        }
    }
}
