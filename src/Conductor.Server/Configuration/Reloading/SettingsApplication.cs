using System.Collections.Immutable;
using Conductor.Core.Conducting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>
/// Brings new settings to a running conductor: a whole new plan is checked before anything is changed, and with a mistake the old one stays. One change at a
/// time. Safe for concurrent callers.
/// </summary>
internal sealed class SettingsApplication : IDisposable
{
    private readonly Func<LoadedSettings, ConductorPlan> _plan;
    private readonly IConductor _conductor;
    private readonly ConfigurationState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly LoadedSettings _started;
    private LoadedSettings _current;

    public SettingsApplication(
        LoadedSettings started, Func<LoadedSettings, ConductorPlan> plan, IConductor conductor, ConfigurationState state, TimeProvider time, ILogger logger)
    {
        (_started, _current, _plan, _conductor, _state, _time, _logger) = (started, started, plan, conductor, state, time, logger);
        state.News = new ConfigurationNews { File = started.File, AppliedAt = time.GetUtcNow() };
    }

    /// <summary>Hosts that no settings name. Their drivers are the same for every plan.</summary>
    public ImmutableHashSet<string> HostsOfCode { get; init; } = [];

    /// <summary>Reads the settings, and applies them.</summary>
    /// <param name="read">Reads them; a <see cref="SettingsException"/> is told, not thrown.</param>
    /// <param name="wasAskedFor">Somebody waits for a word, also if nothing is new.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether they hold; if not, why is in the log and in the status.</returns>
    public async Task<bool> ApplyAsync(Func<CancellationToken, Task<LoadedSettings>> read, bool wasAskedFor, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var loaded = await read(cancellationToken);
            if (loaded.IsBlank && !_current.IsBlank)
                throw new SettingsException([Blank(loaded)]);
            await ApplyAsync(loaded, wasAskedFor, cancellationToken);
            return true;
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

    /// <summary>Tells of mistakes. Everything stays as it was.</summary>
    /// <returns>False.</returns>
    public bool Refuse(SettingsException mistakes)
    {
        _logger.StaysAsItWas(_current.File, mistakes.Message);
        _state.News = _state.News with { Problem = mistakes.Message };
        return false;
    }

    public void Dispose() => _oneAtATime.Dispose();

    // Whoever writes a file in place empties it first. To go by it then would take every host away for a moment, and with it what runs there.
    private static string Blank(LoadedSettings loaded) =>
        $"{loaded.File}: there is nothing in it any more; perhaps it is just being written. For the defaults in everything, write: conductor {{}}";

    private async Task ApplyAsync(LoadedSettings loaded, bool wasAskedFor, CancellationToken cancellationToken)
    {
        var change = SettingsChange.Between(_current, loaded);
        var news = _state.News with { Problem = null, WaitForStart = SettingsChange.Between(_started, loaded).AtStartOnly };
        if (change.Keys.Length > 0 || change.SameDrivers.Count < loaded.Settings.Hosts.Count || loaded.Settings.Hosts.Count != _current.Settings.Hosts.Count)
        {
            await _conductor.ApplyPlanAsync(_plan(loaded), change.SameDrivers.Union(HostsOfCode), cancellationToken);
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
    }
}
