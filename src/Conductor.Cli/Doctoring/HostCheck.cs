using System.Text.Json;
using Conductor.Cli.Terminal;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Asks a host what it has, without loading anything, and looks for what makes models slow.</summary>
internal sealed class HostCheck(HostPlan plan, HostSettings said, ConductorSettings settings, TimeProvider time)
{
    private static readonly TimeSpan ShortStay = TimeSpan.FromMinutes(10);

    private readonly string _place = $"host {plan.Name}";

    /// <summary>Adds what it finds; null where the host does not answer as it should.</summary>
    public async Task<HostFindings?> RunAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var found = await plan.Driver.ProbeAsync(cancellationToken);
        if (found.Problem is { } problem)
        {
            findings.Add(Finding.Broken(_place, problem, WayOut()));
            return null;
        }
        var version = found.Version is null ? plan.Driver.Kind : $"{plan.Driver.Kind} {found.Version}";
        findings.Add(Finding.Good(_place, $"{version} at {plan.Driver.Address}, {Words.Count(found.Models.Count, "model")}, {found.Resident.Count} in memory ({time.GetElapsedTime(started).TotalMilliseconds:0.0} ms)."));
        if (found.Models.Count == 0)
            findings.Add(Finding.Warning(_place, "It has no model.", plan.Driver.Kind == "ollama" ? "Get one: ollama pull llama3.2" : $"Load one there, or name those it has: conductor.hosts.{plan.Name}.models = [...]"));
        if (said.Kind == "ollama")
            findings.AddRange(found.Resident.SelectMany(Look).Concat(Leaving(found.Resident)));
        return found;
    }

    private string WayOut() => said.Kind switch
    {
        "openai" when !new Uri(said.Url).AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) =>
            $"The URL of an OpenAI-compatible server mostly ends in /v1: conductor.hosts.{plan.Name}.url = \"{said.Url.TrimEnd('/')}/v1\"",
        "ollama" => $"Open {said.Url.TrimEnd('/')}/api/tags in a browser: it must show a list of models. If it is another kind of server: kind = openai, url = \"{said.Url.TrimEnd('/')}/v1\".",
        _ => "Look at the server's own log.",
    };

    private IEnumerable<Finding> Look(ResidentModel model)
    {
        var (size, inVideo) = (Number(model, "size"), Number(model, "size_vram"));
        if (size > 0 && inVideo == 0)
            yield return Finding.Warning(_place, $"{model.Name} runs on the processor alone (/api/ps: size_vram 0 of {Gib(size.Value)}): about ten times slower than on a GPU.",
                "If there is a GPU: look for the reason in the server's log, often a driver or library path (LD_LIBRARY_PATH) of the service, or too little free memory on it.");
        else if (size > 0 && inVideo < size)
            yield return Finding.Warning(_place, $"{model.Name} is only partly on the GPU ({Gib(inVideo!.Value)} of {Gib(size.Value)}).", "Free memory on it (ollama stop another model), take a smaller quantization, or a smaller num_ctx.");
        foreach (var finding in Reloads(model))
            yield return finding;
    }

    // Said once for all of them: five minutes is what Ollama does unless it is told otherwise.
    private IEnumerable<Finding> Leaving(IReadOnlyList<ResidentModel> resident)
    {
        var leaving = resident.Where(model => model.ExpiresAt - time.GetUtcNow() is { } left && left > TimeSpan.Zero && left < ShortStay).Select(model => model.Name).ToArray();
        if (leaving.Length > 0)
            yield return Finding.Note(_place, $"{string.Join(", ", leaving)} {(leaving.Length > 1 ? "leave" : "leaves")} memory within {ShortStay.TotalMinutes:0} min of the last question; the next one then waits for the load.",
                $"Keep models longer: conductor.models.\"{leaving[0]}\".keep-alive = 2h, or OLLAMA_KEEP_ALIVE=2h where Ollama runs.");
    }

    // Ollama loads a model anew for a request that asks for another context than it was loaded with.
    private IEnumerable<Finding> Reloads(ResidentModel model)
    {
        var loaded = Number(model, "context_length");
        var wishes = settings.Names.Plans
            .Where(name => ModelName.AreSame(name.Target ?? name.Name, model.Name))
            .Select(name => (name.Name, Context: name.Options.Where(option => option.Key == "num_ctx").Select(option => (long?)option.Value.GetInt64()).FirstOrDefault()))
            .Where(wish => wish.Context is not null)
            .ToArray();
        if (wishes.Select(wish => wish.Context).Distinct().Skip(1).Any())
            yield return Finding.Warning(_place, $"{string.Join(" and ", wishes.Select(wish => $"{wish.Name} (num_ctx {wish.Context})"))} are the model {model.Name} with different contexts: each change from one to the other loads it anew.",
                "Give them the same num_ctx.");
        else if (loaded is not null && wishes.Length > 0 && wishes[0].Context != loaded)
            yield return Finding.Warning(_place, $"{model.Name} is in memory with a context of {loaded}, and {wishes[0].Name} asks for {wishes[0].Context}: it is loaded anew as often as others ask for it directly.",
                $"Let all ask for {wishes[0].Name}, or set OLLAMA_CONTEXT_LENGTH={wishes[0].Context} where Ollama runs.");
    }

    private static long? Number(ResidentModel model, string field) =>
        model.Listing.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static string Gib(long bytes) => $"{bytes / (1024.0 * 1024 * 1024):0.0} GiB";
}
