namespace Conductor.Protocol.Avatar;

/// <summary>The kinds of <see cref="Position"/>.</summary>
public enum PositionKind
{
    /// <summary>A corner.</summary>
    TopLeft,

    /// <summary>A corner.</summary>
    TopRight,

    /// <summary>A corner.</summary>
    BottomLeft,

    /// <summary>A corner, and where the avatar starts.</summary>
    BottomRight,

    /// <summary>The middle.</summary>
    Center,

    /// <summary>Where the text is.</summary>
    Follow,

    /// <summary>A point, in percent of width and height.</summary>
    Percent,
}

/// <summary>A place on the screen.</summary>
public readonly record struct Position
{
    private Position(PositionKind kind, byte x, byte y) => (Kind, X, Y) = (kind, x, y);

    /// <summary>Where the avatar starts: the bottom right corner.</summary>
    public static Position Start => Of(PositionKind.BottomRight);

    /// <summary>Which place.</summary>
    public PositionKind Kind { get; }

    /// <summary>Percent of the width, for <see cref="PositionKind.Percent"/>; 0 otherwise. Meant for 0 to 100, up to 255 on the wire.</summary>
    public byte X { get; }

    /// <summary>Percent of the height, for <see cref="PositionKind.Percent"/>; 0 otherwise. Meant for 0 to 100, up to 255 on the wire.</summary>
    public byte Y { get; }

    /// <summary>The named place; <see cref="PositionKind.Percent"/> is the top left point.</summary>
    public static Position Of(PositionKind kind) => new(kind, 0, 0);

    /// <summary>A point in percent of width and height.</summary>
    public static Position Percent(byte x, byte y) => new(PositionKind.Percent, x, y);
}
