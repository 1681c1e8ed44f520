using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Ollama;

/// <summary>Asks an Ollama for its version, its models and what it holds in memory, all at once; none of it loads a model.</summary>
internal static class OllamaProbe
{
    /// <summary>Runs within the probe's time.</summary>
    public static async Task<HostFindings> RunAsync(HostClient host, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(host.Options.ProbeTimeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var version = host.GetJsonAsync("api/version", both.Token);
        var tags = host.GetJsonAsync("api/tags", both.Token);
        var resident = host.GetJsonAsync("api/ps", both.Token);
        try
        {
            await Task.WhenAll(version, tags, resident).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = host.Options.ProbeTimeout.TotalSeconds;
            return new HostFindings { Problem = $"{host.Endings.Place} took longer than {seconds} s to say what models it has." };
        }
        return Findings(host, await version.ConfigureAwait(false), await tags.ConfigureAwait(false), await resident.ConfigureAwait(false));
    }

    /// <summary>Asks what is in memory; null where that cannot be had.</summary>
    public static async Task<IReadOnlyList<ResidentModel>?> LookAsync(HostClient host, CancellationToken cancellationToken)
    {
        var answer = await host.GetJsonAsync("api/ps", cancellationToken).ConfigureAwait(false);
        return answer.Problem is null ? Resident(answer) : null;
    }

    private static ResidentModel[] Resident(ProbeAnswer answer) =>
        [.. Listed(answer).Select(m => new ResidentModel(m.Name, m.Listing, ExpiresAt(m.Listing)))];

    // Only the list of models is a must: version and memory are missing in old Ollamas and in things that only look like one.
    private static HostFindings Findings(HostClient host, ProbeAnswer version, ProbeAnswer tags, ProbeAnswer resident)
    {
        if (tags.Problem is { } problem)
            return new HostFindings { Problem = problem.Status is null ? problem.Detail : $"{host.Endings.Place} answered {problem.Status}: {problem.Detail}" };
        if (tags.Json is not { ValueKind: JsonValueKind.Object } || !tags.Json.Value.TryGetProperty("models", out _))
            return new HostFindings { Problem = $"{host.Endings.Place} answers /api/tags without a list of models. Is it an Ollama?" };
        return new HostFindings
        {
            Version = version.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("version", out var text) ? JsonText.Read(text) : null,
            Models = [.. Listed(tags).Select(m => new ModelDescription(m.Name, m.Listing))],
            Resident = Resident(resident),
        };
    }

    private static IEnumerable<(string Name, JsonElement Listing)> Listed(ProbeAnswer answer)
    {
        if (answer.Json is not { ValueKind: JsonValueKind.Object } json
            || !json.TryGetProperty("models", out var models)
            || models.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var model in models.EnumerateArray())
        {
            if (model.ValueKind == JsonValueKind.Object && (Field(model, "name") ?? Field(model, "model")) is { Length: > 0 } name)
                yield return (name, model);
        }
    }

    private static DateTimeOffset? ExpiresAt(JsonElement listing) =>
        listing.TryGetProperty("expires_at", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? at
            : null;

    private static string? Field(JsonElement model, string name) => model.TryGetProperty(name, out var value) ? JsonText.Read(value) : null;
}
