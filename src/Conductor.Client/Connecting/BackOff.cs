namespace Conductor.Client.Connecting;

/// <summary>How long to wait before each try: twice as long each time up to a limit, and never the same for all surfaces of a conductor that was restarted.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private TimeSpan _next = first;

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Next()
    {
        var wait = _next * (0.5 + (random() / 2));
        _next = _next * 2 < longest ? _next * 2 : longest;
        return wait;
    }
}
