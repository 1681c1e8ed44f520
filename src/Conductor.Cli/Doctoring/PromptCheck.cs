using System.Text.Json;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Asks a host's model a tiny question, and says how long everything took.</summary>
internal sealed class PromptCheck(HostPlan plan, ConductorSettings settings, TimeProvider time)
{
    private const double SlowTokensPerSecond = 5;
    private static readonly TimeSpan LongLoad = TimeSpan.FromSeconds(1);

    private readonly string _place = $"host {plan.Name}";

    public async Task<Finding> RunAsync(HostFindings found, CancellationToken cancellationToken)
    {
        var model = Choose(found);
        var wasResident = found.Resident.Any(resident => ModelName.AreSame(resident.Name, model));
        using var deadline = new CancellationTokenSource(settings.Timeouts.Load == Timeout.InfiniteTimeSpan ? TimeSpan.FromMinutes(5) : settings.Timeouts.Load, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        ModelUsage? usage = null;
        var ending = new Ending(StreamEnd.BackendCut);
        try
        {
            await foreach (var output in plan.Driver.RunAsync(Question(model), both.Token))
            {
                if (output.Kind is OutputKind.Text or OutputKind.Thinking)
                    first ??= time.GetElapsedTime(started);
                usage = output.Usage ?? usage;
                ending = output.Ending ?? ending;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Broken(_place, $"{model} did not answer within {time.GetElapsedTime(started).TotalSeconds:0} s (timeouts.load).", "Look at the server's own log: is it loading, or stuck?");
        }
        return ending.IsWhole
            ? Judge(model, wasResident, first ?? time.GetElapsedTime(started), usage ?? new ModelUsage())
            : Finding.Broken(_place, $"{model} did not answer: {ending.Detail ?? ending.End.ToString()}", "Try it there directly (ollama run), and look at the server's own log.");
    }

    private Finding Judge(string model, bool wasResident, TimeSpan first, ModelUsage usage)
    {
        var load = TimeSpan.FromMilliseconds(usage.LoadDuration / 1e6);
        var speed = usage.EvalDuration > 0 ? usage.EvalCount / (usage.EvalDuration / 1e9) : 0;
        var said = $"{model} answered: first token after {first.TotalSeconds:0.00} s (of which loading {load.TotalSeconds:0.00} s){(speed > 0 ? $", {speed:0.#} tokens/s" : "")}.";
        if (wasResident && load > LongLoad)
            return Finding.Warning(_place, $"{said} It was in memory already and was loaded anew.", "Somebody asks for it with another num_ctx or other load options: pin them with an alias (conductor.models).");
        if (speed is > 0 and < SlowTokensPerSecond)
            return Finding.Warning(_place, said, "That is slow. See whether it is on the GPU (ollama ps), and whether something else uses the machine.");
        return Finding.Good(_place, said);
    }

    private string Choose(HostFindings found) =>
        found.Resident.Select(resident => resident.Name).FirstOrDefault()
        ?? found.Models.Select(model => model.Name).FirstOrDefault(name => settings.DefaultModel is { } wanted && ModelName.AreSame(name, wanted))
        ?? found.Models.MinBy(Size)!.Name;

    private static long Size(ModelDescription model) =>
        model.Listing.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var bytes) ? bytes : long.MaxValue;

    // No option here decides how a model is loaded.
    private static ModelRequest Question(string model) => new()
    {
        Model = model,
        Messages = [new ChatMessage("user", "Answer with one word: is water wet?")],
        Parameters = [new("options", JsonElement.Parse("""{"num_predict":16}"""))],
    };
}
