using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// What a surface is told last that has not said yet which version it speaks: the same in both, version 1's first. Each reads the one and
/// passes over the other, which is a message that it does not know.
/// </summary>
public static class LastWords
{
    /// <summary>Buffers them. Whoever writes them flushes and closes.</summary>
    /// <param name="surface">The way to it.</param>
    /// <param name="code">Why it is turned away, for programs.</param>
    /// <param name="reason">The same in a sentence that names the thing.</param>
    public static void Write(ISurfaceConnection surface, ErrorCode code, string reason)
    {
        ArgumentNullException.ThrowIfNull(surface);
        surface.Write(new Notify(NotifyLevel.Error, null, reason));
        if (surface is IEntryConnection both)
            both.Write(Error.Of(code, reason));
    }
}
