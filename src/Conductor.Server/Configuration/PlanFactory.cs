using Conductor.Backends.Eliza;
using Conductor.Backends.Ollama;
using Conductor.Backends.OpenAi;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;

namespace Conductor.Server.Configuration;

/// <summary>Makes the plan of a conductor, drivers included, from its settings. Asks nobody anything.</summary>
public static class PlanFactory
{
    /// <summary>Makes the plan. Its drivers belong to whoever starts it.</summary>
    public static ConductorPlan Create(ConductorSettings settings, TimeProvider time) => new()
    {
        Fleet = new FleetPlan([.. settings.Hosts.Select(host => Host(host, settings, time))], settings.DefaultModel),
        Log = settings.Streams,
        Surfaces = settings.Surfaces,
        DrainTimeout = settings.DrainTimeout,
    };

    private static HostPlan Host(HostSettings host, ConductorSettings settings, TimeProvider time) => new()
    {
        Name = host.Name,
        Driver = Driver(host, settings, time),
        IsStandIn = host.IsStandIn,
        IsOptional = host.IsOptional,
        Backend = new BackendPlan { Parallel = host.Parallel, QueueLimit = settings.QueueLimit, Timeouts = settings.Timeouts },
    };

    private static IModelHost Driver(HostSettings host, ConductorSettings settings, TimeProvider time) => host.Kind switch
    {
        "eliza" => new ElizaHost(time: time),
        "ollama" => new OllamaHost(new OllamaOptions { Url = new Uri(host.Url), ConnectTimeout = settings.ConnectTimeout, ApiKey = host.ApiKey }, time),
        "openai" => new OpenAiHost(
            new OpenAiOptions { Url = new Uri(host.Url), ConnectTimeout = settings.ConnectTimeout, ApiKey = host.ApiKey, Models = host.Models }, time),
        _ => throw new ArgumentException($"The host '{host.Name}' has the unknown kind '{host.Kind}'.", nameof(host)),
    };
}
