using System.Collections.Immutable;
using Conductor.Backends.ChatClients;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Server.Configuration;
using Conductor.Server.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Hosting;

/// <summary>Sets a conductor up in code, on top of its configuration if it has one. Used while services are registered, by one thread.</summary>
public sealed class ConductorBuilder
{
    private readonly List<Func<ConductorSettings, ConductorSettings>> _settings = [];
    private readonly List<Func<IServiceProvider, ConductorSettings, HostPlan>> _hosts = [];
    private readonly List<Func<IServiceProvider, ConductorPlan, ConductorPlan>> _plan = [];

    internal ConductorBuilder()
    {
    }

    /// <summary>Adds an Ollama host.</summary>
    /// <param name="name">Its name, unique in this conductor.</param>
    /// <param name="url">Where it is.</param>
    /// <param name="parallel">Requests that it is given at a time, per model; from 1 to 1,024.</param>
    public ConductorBuilder AddOllama(string name, string url, int parallel = 1) =>
        Configure(settings => settings with { Hosts = [.. settings.Hosts, new HostSettings { Name = name, Kind = "ollama", Url = url, Parallel = parallel }] });

    /// <summary>Adds a host that speaks OpenAI's API.</summary>
    /// <param name="name">Its name, unique in this conductor.</param>
    /// <param name="url">Its base URL, which usually ends in <c>/v1</c>.</param>
    /// <param name="apiKey">The key that it wants; null for none.</param>
    /// <param name="parallel">Requests that it is given at a time, per model; from 1 to 1,024.</param>
    public ConductorBuilder AddOpenAi(string name, string url, string? apiKey = null, int parallel = 1) =>
        Configure(settings => settings with { Hosts = [.. settings.Hosts, new HostSettings { Name = name, Kind = "openai", Url = url, ApiKey = apiKey, Parallel = parallel }] });

    /// <summary>Adds the built-in model, which needs nothing.</summary>
    public ConductorBuilder AddEliza(string name = "eliza") =>
        Configure(settings => settings with { Hosts = [.. settings.Hosts, new HostSettings { Name = name, Kind = "eliza", Parallel = 64 }] });

    /// <summary>Adds any chat client as a host.</summary>
    /// <param name="name">Its name, unique in this conductor.</param>
    /// <param name="client">The client; it stays its maker's to dispose of.</param>
    /// <param name="options">How it is shown, and which models it has; null for what the client says of itself.</param>
    /// <param name="parallel">Requests that it is given at a time, per model; from 1 to 1,024.</param>
    public ConductorBuilder AddChatClient(string name, IChatClient client, ChatClientOptions? options = null, int parallel = 64) =>
        AddChatClient(name, _ => client, options, parallel);

    /// <summary>As the other one, with a client out of the host's services.</summary>
    public ConductorBuilder AddChatClient(string name, Func<IServiceProvider, IChatClient> client, ChatClientOptions? options = null, int parallel = 64) =>
        AddHost(name, services => new ChatClientHost(client(services), options ?? new ChatClientOptions { Name = name }), parallel);

    /// <summary>Adds a host with a driver of your own. The conductor disposes of the driver.</summary>
    /// <param name="name">Its name, unique in this conductor.</param>
    /// <param name="driver">
    /// Makes the driver when the conductor starts, and a new one each time that the configuration changes: it is used if what the host goes by has changed, and
    /// else disposed of at once.
    /// </param>
    /// <param name="parallel">Requests that it is given at a time, per model; from 1 to 1,024.</param>
    public ConductorBuilder AddHost(string name, Func<IServiceProvider, IModelHost> driver, int parallel = 1)
    {
        HostNames = HostNames.Add(name);
        _hosts.Add((services, settings) => new HostPlan
        {
            Name = name,
            Driver = driver(services),
            Backend = new BackendPlan { Parallel = parallel, QueueLimit = settings.QueueLimit, Timeouts = settings.Timeouts },
        });
        return this;
    }

    /// <summary>Gives a policy a say in where turns run.</summary>
    public ConductorBuilder UseRouting(IRoutingPolicy policy) => UseRouting(_ => policy);

    /// <summary>As the other one, with a policy out of the host's services.</summary>
    public ConductorBuilder UseRouting(Func<IServiceProvider, IRoutingPolicy> policy) => ConfigurePlan((services, plan) => plan with { Routing = policy(services) });

    /// <summary>Lets the application say who its callers are, in the place of Conductor's keys.</summary>
    public ConductorBuilder UseIdentity(IIdentityPolicy policy) => UseIdentity(_ => policy);

    /// <summary>As the other one, with a policy out of the host's services.</summary>
    public ConductorBuilder UseIdentity(Func<IServiceProvider, IIdentityPolicy> policy)
    {
        Identity = policy;
        return this;
    }

    /// <summary>
    /// Keeps conversations in a place of the application's own, in the place of the journal: whatever the configuration says of <c>journal</c> and its directory
    /// then counts for nothing, but for <c>journal.recovery</c> and the checkpoints. See <see cref="IConversationStore"/> for what it has to do.
    /// </summary>
    /// <param name="store">Makes it, once, when the conductor starts. The conductor disposes of it.</param>
    public ConductorBuilder UseConversationLog(Func<IServiceProvider, IConversationStore> store) =>
        ConfigurePlan((services, plan) => plan with { Store = () => store(services) });

    /// <summary>Changes the settings, after the configuration was read and before anything is made of them.</summary>
    public ConductorBuilder Configure(Func<ConductorSettings, ConductorSettings> change)
    {
        _settings.Add(change);
        return this;
    }

    /// <summary>Changes the plan, the last word before the conductor starts: for what no setting says.</summary>
    public ConductorBuilder ConfigurePlan(Func<IServiceProvider, ConductorPlan, ConductorPlan> change)
    {
        _plan.Add(change);
        return this;
    }

    /// <summary>Who says who callers are; null for Conductor's keys.</summary>
    internal Func<IServiceProvider, IIdentityPolicy>? Identity { get; private set; }

    /// <summary>The settings with what this builder changes.</summary>
    internal ConductorSettings Apply(ConductorSettings settings) => _settings.Aggregate(settings, (changed, change) => change(changed));

    /// <summary>The hosts that are named in code, beside those in the settings.</summary>
    internal ImmutableHashSet<string> HostNames { get; private set; } = [];

    /// <summary>The plan of settings that this builder has changed already.</summary>
    internal ConductorPlan Plan(ConductorSettings settings, IServiceProvider services, TimeProvider time)
    {
        var plan = PlanFactory.Create(settings, time, name => services.GetKeyedService<IChatClient>(name));
        plan = plan with { Fleet = plan.Fleet with { Hosts = plan.Fleet.Hosts.AddRange(_hosts.Select(host => host(services, settings))) } };
        return _plan.Aggregate(plan, (changed, change) => change(services, changed));
    }
}
