using Conductor.Core.Conducting;
using Conductor.Core.Streams;
using Conductor.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>
/// Follows the configuration of the host that a conductor is embedded in: whenever one of its sources says that it has changed (appsettings.json, a HOCON file
/// with <c>reloadOnChange</c>), new settings are checked and applied as those of a file are.
/// </summary>
internal sealed class ConfigurationFollower : BackgroundService
{
    private readonly IConfiguration _configuration;
    private readonly HostedSettings _settings;
    private readonly SettingsApplication _application;
    private readonly AsyncSignal _changed = new();

    public ConfigurationFollower(
        IConfiguration configuration, HostedSettings settings, IConductor conductor, ConfigurationState state, IServiceProvider services, TimeProvider time, ILogger<SettingsFollower> logger)
    {
        (_configuration, _settings) = (configuration, settings);
        _application = new SettingsApplication(settings.Started, loaded => settings.Plan(loaded, services, time), conductor, state, time, logger)
        {
            HostsOfCode = settings.HostsOfCode,
        };
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _application.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var following = ChangeToken.OnChange(_configuration.GetReloadToken, _changed.Set);
        await using var stopping = stoppingToken.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _changed);
        // Once before the first change is told: there may have been one between the start and this moment.
        while (!stoppingToken.IsCancellationRequested)
        {
            await _application.ApplyAsync(_ => Task.FromResult(_settings.Read()), wasAskedFor: false, stoppingToken);
            await _changed.WaitAsync();
        }
    }
}
