using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>Serves <c>/api/show</c>: asks a host that has the model, and another one where that fails.</summary>
internal sealed class ShowModel(StoreDesk desk, IConductor conductor)
{
    public async Task ServeAsync(HttpContext context)
    {
        var (body, refusal) = await NamedBody.ReadAsync(context, desk.MaxRequestBytes, "model", "name");
        if (body is null)
        {
            await OllamaErrors.WriteAsync(context, refusal!);
            return;
        }
        if (body.Name.Length == 0)
        {
            await OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status400BadRequest, "model is required"));
            return;
        }
        var places = ModelPlaces.Led(conductor.Fleet, body.Name);
        if (places is not [{ Host.Health: HostHealth.Up }, ..])
            places = ModelPlaces.Led(await desk.LookAsync(context), body.Name);
        await AskAsync(context, body, places);
    }

    private async Task AskAsync(HttpContext context, NamedBody body, List<ModelPlace> places)
    {
        HostReply? last = null;
        try
        {
            foreach (var (host, model) in places.Where(place => place.Host.Health != HostHealth.Down))
            {
                if (last is not null)
                    await last.DisposeAsync();
                // The name as the caller wrote it where it is the host's own: some of the answer repeats it.
                var name = ModelName.AreSame(model.Name, body.Name) ? body.Name : model.Name;
                var call = new HostCall(HostCallKind.Show) { Model = model.Name, Known = model, Json = body.For(name) };
                last = await StoreDesk.CallAsync(host, call, context.RequestAborted);
                if (last.Problem is null && last.Status < 500)
                {
                    await desk.PassOnAsync(context, last, host);
                    return;
                }
            }
            await OllamaErrors.WriteAsync(context, Why(body.Name, places, last));
        }
        finally
        {
            if (last is not null)
                await last.DisposeAsync();
        }
    }

    private Refusal Why(string name, List<ModelPlace> places, HostReply? last)
    {
        if (last?.Problem is { } problem)
            return EndingRefusals.Of(problem);
        if (last is not null)
            return new Refusal(last.Status, $"no host could show '{name}'");
        if (places is [var only, ..])
            return StoreDesk.IsDown(only.Host);
        var nothingKnown = !conductor.Fleet.ActiveHosts.Any(host => host.Findings.Models.Count > 0);
        return nothingKnown && conductor.Fleet.Hosts.FirstOrDefault(host => host.Problem is not null) is { } down
            ? StoreDesk.IsDown(down)
            : new Refusal(StatusCodes.Status404NotFound, $"model '{WithTag(name)}' not found");
    }

    private static string WithTag(string name) => name.LastIndexOf(':') > name.LastIndexOf('/') ? name : name + ":latest";
}
