using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Avatar directives as messages of version 1.</summary>
public static class AvatarMessages
{
    /// <summary>The message that tells a surface of the directive.</summary>
    public static ConductorMessage ToMessage(this AvatarDirective directive) => directive switch
    {
        MoveTo move => new AvatarMoveTo(move.Position),
        ShowMood show => new AvatarMood(show.Mood),
        Scale scale => new AvatarSize(scale.Size),
        Perform perform => new AvatarGesture(perform.Gesture, perform.DurationMs),
        React react => new AvatarReact(react.Reaction, react.DurationMs),
        Appear appear => new AvatarVisibility(appear.Visible),
        Wander wander => new AvatarWander(wander.Enabled),
        PointAt point => new AvatarPointAt(point.XPercent, point.YPercent),
        _ => throw new ArgumentOutOfRangeException(nameof(directive), directive, "A directive that version 1 has no message for."),
    };
}
