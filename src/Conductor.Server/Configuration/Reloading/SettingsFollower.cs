using Conductor.Core.Conducting;
using Conductor.Hocon;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>
/// Follows the configuration file while the conductor runs: a file that changed, or a reading that was asked for, becomes a whole new plan that
/// is checked before anything is changed. With a mistake the old one stays. Safe for concurrent callers.
/// </summary>
public sealed class SettingsFollower : BackgroundService
{
    // What the system tells at once needs no look; this is for files on network drives.
    private static readonly HoconWatchOptions Watch = new() { PollPeriod = TimeSpan.FromMinutes(1) };

    private readonly SettingsRequest _request;
    private readonly TimeProvider _time;
    private readonly SettingsApplication _application;
    private readonly string _file;

    /// <summary>Makes one; it follows once the host starts it.</summary>
    public SettingsFollower(SettingsRequest request, LoadedSettings current, IConductor conductor, ConfigurationState state, TimeProvider time, ILogger<SettingsFollower> logger)
    {
        ArgumentNullException.ThrowIfNull(current);
        (_request, _time, _file) = (request, time, current.File);
        _application = new SettingsApplication(current, loaded => PlanFactory.Create(loaded.Settings, time), conductor, state, time, logger);
    }

    /// <summary>Reads the configuration now, whether it changed or not.</summary>
    /// <returns>Whether it holds; if not, why is in the log and in the status.</returns>
    public Task<bool> ReloadAsync(CancellationToken cancellationToken) => ReloadAsync(wasAskedFor: true, cancellationToken);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _application.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start is over when this goes on: it is not delayed by a file that is read a second time.
        await Task.Yield();
        try
        {
            var file = await HoconFile.LoadAsync(_file, optional: _request.File is null, SettingsSource.Options(_request, []), stoppingToken);
            await using var changes = file.WatchAsync(Watch, _time, stoppingToken).GetAsyncEnumerator(stoppingToken);
            var change = changes.MoveNextAsync();
            // Whatever was written between the start and this moment, from which on changes are told.
            await ReloadAsync(wasAskedFor: false, stoppingToken);
            for (; await change; change = changes.MoveNextAsync())
                await ReloadAsync(wasAskedFor: true, stoppingToken);
        }
        catch (HoconException mistakes)
        {
            // It changed right after the start. SIGHUP reads it again.
            _application.Refuse(SettingsSource.Mistakes(mistakes.Errors));
        }
    }

    private Task<bool> ReloadAsync(bool wasAskedFor, CancellationToken cancellationToken) =>
        _application.ApplyAsync(reading => SettingsSource.LoadAsync(_request, reading), wasAskedFor, cancellationToken);
}
