using Conductor.Core.Models;

namespace Conductor.Core.Timers;

/// <summary>
/// Finds out when a model that turns wait for has been loaded, by looking at what the host holds in memory: seldom enough to cost
/// nothing, and only while somebody waits. Owned by one actor; it asks nobody itself.
/// </summary>
/// <remarks>
/// To be listed does not mean to be loaded: an Ollama lists a model from the moment when its load begins. Until the first request has
/// ended it makes up the time of expiry at each question, as now plus keep-alive. So a time that stands still between two looks
/// proves a load, and one that moves proves nothing: then the load time goes on until the first output, which is on the safe side.
/// </remarks>
internal sealed class LoadWatch(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly Dictionary<string, Load> _loads = new(ModelNameComparer.Instance);
    private long _lookedAt = time.GetTimestamp();
    private TimeSpan _pause = FirstPause;

    /// <summary>How long until the next look; null while nobody waits for a load.</summary>
    public TimeSpan? NextLook
    {
        get
        {
            if (_loads.Count == 0)
                return null;
            var left = _pause - time.GetElapsedTime(_lookedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A turn waits for a model to be loaded.</summary>
    public void Await(string model)
    {
        if (_loads.TryGetValue(model, out var load))
        {
            load.Waiting++;
            return;
        }
        _loads.Add(model, new Load { Waiting = 1 });
        (_lookedAt, _pause) = (time.GetTimestamp(), FirstPause);
    }

    /// <summary>A turn waits no more: its output has come, or it has ended.</summary>
    public void Forget(string model)
    {
        if (_loads.TryGetValue(model, out var load) && --load.Waiting <= 0)
            _loads.Remove(model);
    }

    /// <summary>The host was looked at.</summary>
    /// <returns>The models that turns wait for and that are loaded by now. They are not watched any more.</returns>
    public IReadOnlyList<string> Looked(IReadOnlyList<ResidentModel> resident)
    {
        Missed();
        List<string>? loaded = null;
        foreach (var (model, load) in _loads)
        {
            var listed = resident.FirstOrDefault(one => ModelName.AreSame(one.Name, model));
            if (listed is not null && (listed.ExpiresAt is null || listed.ExpiresAt == load.SeenToExpireAt))
                (loaded ??= []).Add(model);
            load.SeenToExpireAt = listed?.ExpiresAt;
        }
        foreach (var model in loaded ?? [])
            _loads.Remove(model);
        return loaded ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The host was to be looked at, and could not be: the next look comes later.</summary>
    public void Missed()
    {
        _lookedAt = time.GetTimestamp();
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private sealed class Load
    {
        public int Waiting { get; set; }

        public DateTimeOffset? SeenToExpireAt { get; set; }
    }
}
