using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Backends.Requests;
using Conductor.Core.Models;

namespace Conductor.Backends.OpenAi;

/// <summary>Asks an OpenAI-compatible server for its models.</summary>
internal static class OpenAiProbe
{
    /// <summary>Runs within the probe's time.</summary>
    public static async Task<HostFindings> RunAsync(HostClient host, OpenAiOptions options, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.ProbeTimeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answer = await host.GetJsonAsync("models", both.Token).ConfigureAwait(false);
            return await FindingsAsync(host, options, answer).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostFindings { Problem = $"{host.Endings.Place} took longer than {options.ProbeTimeout.TotalSeconds} s to say what models it has." };
        }
    }

    private static async Task<HostFindings> FindingsAsync(HostClient host, OpenAiOptions options, ProbeAnswer answer)
    {
        // A server without a list is as good as one with it, when the operator has written the list down.
        if (answer.Problem is { } problem && !(options.Models.Count > 0 && problem.Status is 404 or 405))
            return new HostFindings { Problem = problem.Status is null ? problem.Detail : $"{host.Endings.Place} answered {problem.Status}: {problem.Detail}" };
        if (answer.Problem is null && (answer.Json is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("data", out _)))
            return new HostFindings { Problem = $"{host.Endings.Place} answers /models without a list of models. Does its URL end with the version, as in /v1?" };
        var models = new List<ModelDescription>();
        foreach (var (name, created) in options.Models.Count > 0 ? options.Models.Select(model => (model, (DateTimeOffset?)null)) : Listed(answer))
            models.Add(await HostListing.OfAsync(name, "openai", created, []).ConfigureAwait(false));
        return new HostFindings { Models = models, Resident = [.. models.Select(model => new ResidentModel(model.Name, model.Listing))] };
    }

    private static IEnumerable<(string Name, DateTimeOffset? Created)> Listed(ProbeAnswer answer)
    {
        // Ollama's own /v1 writes null for an empty list.
        if (!answer.Json!.Value.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var model in data.EnumerateArray())
        {
            if (model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out var id) && JsonText.Read(id) is { Length: > 0 } name)
                yield return (name, Created(model));
        }
    }

    private static DateTimeOffset? Created(JsonElement model) =>
        model.TryGetProperty("created", out var created)
        && created.ValueKind == JsonValueKind.Number
        && created.TryGetInt64(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
