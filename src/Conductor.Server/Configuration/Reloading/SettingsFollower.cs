using Conductor.Core.Conducting;
using Conductor.Hocon;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>
/// Follows the configuration while the conductor runs: a file that changed, or a reading that was asked for, becomes a whole new plan that
/// is checked before anything is changed. With a mistake the old one stays. Safe for concurrent callers.
/// </summary>
public sealed class SettingsFollower : BackgroundService
{
    // What the system tells at once needs no look; this is for files on network drives.
    private static readonly HoconWatchOptions Watch = new() { PollPeriod = TimeSpan.FromMinutes(1) };

    private readonly SettingsRequest _request;
    private readonly IConductor _conductor;
    private readonly ConfigurationState _state;
    private readonly TimeProvider _time;
    private readonly ILogger<SettingsFollower> _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly LoadedSettings _started;
    private LoadedSettings _current;

    /// <summary>Makes one; it follows once the host starts it.</summary>
    public SettingsFollower(SettingsRequest request, LoadedSettings current, IConductor conductor, ConfigurationState state, TimeProvider time, ILogger<SettingsFollower> logger)
    {
        (_request, _started, _current, _conductor, _state, _time, _logger) = (request, current, current, conductor, state, time, logger);
        state.News = new ConfigurationNews { File = current.File, AppliedAt = time.GetUtcNow() };
    }

    /// <summary>Reads the configuration now, whether it changed or not.</summary>
    /// <returns>Whether it holds; if not, why is in the log and in the status.</returns>
    public Task<bool> ReloadAsync(CancellationToken cancellationToken) => ReloadAsync(wasAskedFor: true, cancellationToken);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _oneAtATime.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start is over when this goes on: it is not delayed by a file that is read a second time.
        await Task.Yield();
        try
        {
            var file = await HoconFile.LoadAsync(_current.File, optional: _request.File is null, SettingsSource.Options(_request, []), stoppingToken);
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
            Refuse(new SettingsException([mistakes.Message]));
        }
    }

    private async Task<bool> ReloadAsync(bool wasAskedFor, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await ApplyAsync(await SettingsSource.LoadAsync(_request, cancellationToken), wasAskedFor, cancellationToken);
        }
        catch (SettingsException mistakes)
        {
            return Refuse(mistakes);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<bool> ApplyAsync(LoadedSettings loaded, bool wasAskedFor, CancellationToken cancellationToken)
    {
        var change = SettingsChange.Between(_current, loaded);
        var news = _state.News with { Problem = null, WaitForStart = SettingsChange.Between(_started, loaded).AtStartOnly };
        if (change.Keys.Length > 0 || change.SameDrivers.Count < loaded.Settings.Hosts.Count || loaded.Settings.Hosts.Count != _current.Settings.Hosts.Count)
        {
            await _conductor.ApplyPlanAsync(PlanFactory.Create(loaded.Settings, _time), change.SameDrivers, cancellationToken);
            _logger.Reloaded(loaded.File, change.Keys.Length > 0 ? string.Join(", ", change.Keys) : "hosts");
            news = news with { AppliedAt = _time.GetUtcNow(), Applied = news.Applied + 1 };
        }
        else if (wasAskedFor)
        {
            _logger.NothingNew(loaded.File);
        }
        if (change.AtStartOnly.Length > 0)
            _logger.WaitForStart(string.Join(", ", change.AtStartOnly));
        (_state.News, _current) = (news, loaded);
        return true;
    }

    private bool Refuse(SettingsException mistakes)
    {
        _logger.StaysAsItWas(_current.File, mistakes.Message);
        _state.News = _state.News with { Problem = mistakes.Message };
        return false;
    }
}
