using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Store;

namespace Conductor.Server.Http.Ollama;

/// <summary>
/// Lets a model go wherever it is: whoever asks for that (no prompt, <c>keep_alive</c> 0) means all hosts that hold it, while a turn reaches one.
/// </summary>
internal sealed class Unloading(IConductor conductor, HttpOptions options, TimeProvider time)
{
    /// <summary>Whether a request asks for that.</summary>
    public static bool IsMeantBy(ModelRequest request) =>
        (request.Shape == RequestShape.Chat ? request.Messages.Count == 0 : request is { Shape: RequestShape.Generate, Prompt: "" } && request.Parameter("suffix") is null)
        && request.Parameter("keep_alive") is { } keep && keep.GetRawText().Trim('"') is "0" or "0s" or "0m";

    /// <summary>Tells every host that holds it, and looks what they hold then. What one of them does not hear it keeps for as long as it meant to.</summary>
    public async Task TellAllAsync(string name, CancellationToken gone)
    {
        var fleet = await new FleetView(conductor, options, time).LookAsync(gone);
        var holders = ModelPlaces.Led(fleet, name)
            .Where(place => place.Host.Health != HostHealth.Down && place.Host.Findings.Resident.Any(held => ModelName.AreSame(held.Name, place.Model.Name)))
            .DistinctBy(place => place.Host.Name);
        await Task.WhenAll(holders.Select(place => TellAsync(place, gone)));
    }

    private async Task TellAsync(ModelPlace place, CancellationToken gone)
    {
        using var body = new OutputBuffer();
        body.Raw("{\"model\":"u8);
        GoText.WriteQuoted(body, place.Model.Name);
        body.Raw(",\"keep_alive\":0}"u8);
        try
        {
            var call = new HostCall(HostCallKind.Unload) { Model = place.Model.Name, Json = body.Written.ToArray() };
            await using var reply = await StoreDesk.CallAsync(place.Host, call, gone);
            // Read to its end: it is done then, and the connection is kept.
            await reply.Body.CopyToAsync(Stream.Null, gone);
            await ((Task)conductor.RecheckHostAsync(place.Host.Name, CancellationToken.None).WaitAsync(options.ListPatience, time, gone)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException || (cause is OperationCanceledException && gone.IsCancellationRequested))
        {
            // Broken off, or nobody waits for it any more.
        }
    }
}
