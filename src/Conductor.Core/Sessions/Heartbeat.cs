namespace Conductor.Core.Sessions;

/// <summary>Sees at each interval whether a surface is still there: asks one that was silent, and gives up one that has not answered. Owned by one session.</summary>
/// <param name="mostMissed">Questions that may stay without an answer.</param>
internal sealed class Heartbeat(int mostMissed)
{
    private ulong _asked;
    private int _missed;
    private bool _heard;

    /// <summary>The surface said something, whatever it was.</summary>
    public void Heard() => _heard = true;

    /// <summary>An interval is over.</summary>
    /// <param name="ping">The number of the question to ask; null when none is needed.</param>
    /// <returns>Whether the surface is to be given up.</returns>
    public bool Beat(out ulong? ping)
    {
        _missed = _heard ? 0 : _missed + 1;
        _heard = false;
        ping = _missed > 0 && _missed <= mostMissed ? ++_asked : null;
        return _missed > mostMissed;
    }
}
