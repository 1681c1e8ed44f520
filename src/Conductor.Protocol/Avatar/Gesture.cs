namespace Conductor.Protocol.Avatar;

/// <summary>The kinds of <see cref="Gesture"/>.</summary>
public enum GestureKind
{
    /// <summary>1,500 ms.</summary>
    Wave,

    /// <summary>800 ms.</summary>
    Nod,

    /// <summary>800 ms.</summary>
    Shake,

    /// <summary>1,000 ms.</summary>
    Bounce,

    /// <summary>1,200 ms.</summary>
    Spin,

    /// <summary>2,000 ms.</summary>
    Dance,

    /// <summary>2,000 ms.</summary>
    Swim,

    /// <summary>1,500 ms.</summary>
    Stretch,

    /// <summary>2,000 ms.</summary>
    Yawn,

    /// <summary>1,000 ms.</summary>
    Wiggle,

    /// <summary>1,000 ms, from one side of the screen.</summary>
    Peek,
}

/// <summary>The side of the screen from which the avatar peeks.</summary>
public enum PeekSide
{
    /// <summary>From the left.</summary>
    Left,

    /// <summary>From the right.</summary>
    Right,

    /// <summary>From above.</summary>
    Top,

    /// <summary>From below.</summary>
    Bottom,
}

/// <summary>A short movement of the avatar.</summary>
public readonly record struct Gesture
{
    private Gesture(GestureKind kind, PeekSide side) => (Kind, Side) = (kind, side);

    /// <summary>Which movement.</summary>
    public GestureKind Kind { get; }

    /// <summary>From where, for <see cref="GestureKind.Peek"/>; <see cref="PeekSide.Left"/> otherwise.</summary>
    public PeekSide Side { get; }

    /// <summary>A gesture of the given kind; a peek comes from the left.</summary>
    public static Gesture Of(GestureKind kind) => new(kind, PeekSide.Left);

    /// <summary>A peek from the given side.</summary>
    public static Gesture Peek(PeekSide side) => new(GestureKind.Peek, side);
}
