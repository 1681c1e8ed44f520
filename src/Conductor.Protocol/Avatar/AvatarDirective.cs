namespace Conductor.Protocol.Avatar;

/// <summary>Something that the avatar is to do: one of the records below.</summary>
public abstract record AvatarDirective
{
    private protected AvatarDirective()
    {
    }
}

/// <summary>Go there.</summary>
public sealed record MoveTo(Position Position) : AvatarDirective;

/// <summary>Look like this.</summary>
public sealed record ShowMood(Mood Mood) : AvatarDirective;

/// <summary>Be this large.</summary>
public sealed record Scale(AvatarScale Size) : AvatarDirective;

/// <summary>Move like this for so many milliseconds.</summary>
public sealed record Perform(Gesture Gesture, uint DurationMs) : AvatarDirective
{
    /// <summary>For the gesture's own time.</summary>
    public Perform(Gesture gesture)
        : this(gesture, Durations.Of(gesture.Kind))
    {
    }
}

/// <summary>Show this feeling for so many milliseconds.</summary>
public sealed record React(Reaction Reaction, uint DurationMs) : AvatarDirective
{
    /// <summary>For the reaction's own time.</summary>
    public React(Reaction reaction)
        : this(reaction, Durations.Of(reaction))
    {
    }
}

/// <summary>Be seen, or not.</summary>
public sealed record Appear(bool Visible) : AvatarDirective;

/// <summary>Wander about, or stay.</summary>
public sealed record Wander(bool Enabled) : AvatarDirective;

/// <summary>Point at a place, in percent of width and height.</summary>
public sealed record PointAt(byte XPercent, byte YPercent) : AvatarDirective;
