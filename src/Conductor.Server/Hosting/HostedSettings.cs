using System.Collections.Immutable;
using Conductor.Core.Conducting;
using Conductor.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Conductor.Server.Hosting;

/// <summary>The settings of a conductor in a host: what the host's own configuration says, and what is said in code on top of it.</summary>
internal sealed class HostedSettings(IConfiguration configuration, ConductorBuilder builder)
{
    private readonly Lazy<LoadedSettings> _started = new(() => Read(configuration, builder));

    /// <summary>Those that the conductor starts with; read once.</summary>
    /// <exception cref="SettingsException">There are mistakes.</exception>
    public LoadedSettings Started => _started.Value;

    /// <summary>The hosts that are named in code.</summary>
    public ImmutableHashSet<string> HostsOfCode => builder.HostNames;

    /// <summary>Reads them as they are now.</summary>
    /// <exception cref="SettingsException">There are mistakes.</exception>
    public LoadedSettings Read() => Read(configuration, builder);

    /// <summary>The plan of settings.</summary>
    public ConductorPlan Plan(LoadedSettings loaded, IServiceProvider services, TimeProvider time) => builder.Plan(loaded.Settings, services, time);

    private static LoadedSettings Read(IConfiguration configuration, ConductorBuilder builder)
    {
        var loaded = SettingsSource.Load(configuration);
        var settings = builder.Apply(loaded.Settings);
        if (settings.Hosts.Count == 0 && builder.HostNames.IsEmpty)
            settings = settings with { Hosts = HostNaming.From([], Environment.GetEnvironmentVariable("OLLAMA_HOST"), _ => { }) };
        return loaded with { Settings = settings };
    }
}
