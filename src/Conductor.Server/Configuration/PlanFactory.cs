using Conductor.Backends.ChatClients;
using Conductor.Backends.Eliza;
using Conductor.Backends.Ollama;
using Conductor.Backends.OpenAi;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Microsoft.Extensions.AI;

namespace Conductor.Server.Configuration;

/// <summary>Makes the plan of a conductor, drivers included, from its settings. Asks nobody anything.</summary>
public static class PlanFactory
{
    /// <summary>Makes the plan. Its drivers belong to whoever starts it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The time that drivers obey.</param>
    /// <param name="chatClients">Finds the chat client that is registered under a name; null where there are none.</param>
    /// <exception cref="SettingsException">A host names a chat client that nobody has registered.</exception>
    public static ConductorPlan Create(ConductorSettings settings, TimeProvider time, Func<string, IChatClient?>? chatClients = null) => new()
    {
        Fleet = new FleetPlan([.. settings.Hosts.Select(host => Host(host, settings, time, chatClients ?? (_ => null)))], settings.DefaultModel)
        {
            Names = settings.Names,
            Admission = settings.Admission,
            Rescue = settings.Retry,
            Circuit = settings.Circuit with { LongestRest = settings.Circuit.LongestRest > settings.Circuit.FirstRest ? settings.Circuit.LongestRest : settings.Circuit.FirstRest },
            Probe = settings.Probe,
            WarmUp = settings.WarmUp,
        },
        Log = settings.Streams,
        Surfaces = settings.Surfaces,
        Journal = settings.Journal,
        Saving = settings.Saving,
        History = settings.History,
        DrainTimeout = settings.DrainTimeout,
        HandlerLimit = settings.HandlerLimit,
    };

    private static HostPlan Host(HostSettings host, ConductorSettings settings, TimeProvider time, Func<string, IChatClient?> chatClients) => new()
    {
        Name = host.Name,
        Driver = Driver(host, settings, time, chatClients),
        Weight = host.Weight,
        Places = host.Places,
        Models = [.. host.Models],
        IsStandIn = host.IsStandIn,
        IsOptional = host.IsOptional,
        ProbeTimeout = settings.ProbeTimeout,
        Backend = new BackendPlan { Parallel = host.Parallel, QueueLimit = settings.QueueLimit, Timeouts = settings.Timeouts },
    };

    private static IModelHost Driver(HostSettings host, ConductorSettings settings, TimeProvider time, Func<string, IChatClient?> chatClients) => host.Kind switch
    {
        "eliza" => new ElizaHost(time: time),
        "chat-client" => ChatClient(host, chatClients, time),
        "ollama" => new OllamaHost(
            new OllamaOptions
            {
                Url = new Uri(host.Url),
                ConnectTimeout = settings.ConnectTimeout,
                ProbeTimeout = settings.ProbeTimeout,
                ApiKey = host.ApiKey,
                Headers = host.Headers,
                Tls = host.TlsOptions,
            },
            time),
        "openai" => new OpenAiHost(
            new OpenAiOptions
            {
                Url = new Uri(host.Url),
                ConnectTimeout = settings.ConnectTimeout,
                ProbeTimeout = settings.ProbeTimeout,
                ApiKey = host.ApiKey,
                Headers = host.Headers,
                Tls = host.TlsOptions,
                Models = host.Models,
            },
            time),
        _ => throw new ArgumentException($"The host '{host.Name}' has the unknown kind '{host.Kind}'.", nameof(host)),
    };

    private static ChatClientHost ChatClient(HostSettings host, Func<string, IChatClient?> chatClients, TimeProvider time)
    {
        var name = host.Client ?? host.Name;
        return chatClients(name) is { } client
            ? new ChatClientHost(client, new ChatClientOptions { Models = host.Models }, time)
            : throw new SettingsException([$"conductor.hosts.{host.Name}: no chat client is registered as '{name}'. Register one in the program that hosts Conductor (AddKeyedChatClient(\"{name}\", ...))."]);
    }
}
