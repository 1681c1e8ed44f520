namespace Conductor.Protocol.V1.Messages;

/// <summary>The kinds of <see cref="SurfaceType"/>.</summary>
public enum SurfaceKind
{
    /// <summary>A terminal.</summary>
    Tui,

    /// <summary>A browser.</summary>
    Web,

    /// <summary>A desktop application.</summary>
    Desktop,

    /// <summary>A telephone or tablet.</summary>
    Mobile,

    /// <summary>Nobody looks at it.</summary>
    Headless,

    /// <summary>Something else, which has a name.</summary>
    Custom,
}

/// <summary>What a surface is. The default value is a terminal.</summary>
public readonly record struct SurfaceType
{
    private readonly string? _name;

    private SurfaceType(SurfaceKind kind, string? name) => (Kind, _name) = (kind, name);

    /// <summary>Which kind.</summary>
    public SurfaceKind Kind { get; }

    /// <summary>Its own name, for <see cref="SurfaceKind.Custom"/>; the name of the kind otherwise.</summary>
    public string Name => Kind == SurfaceKind.Custom ? _name ?? "" : Kind.ToString();

    /// <summary>The given kind; a custom one has an empty name.</summary>
    public static SurfaceType Of(SurfaceKind kind) => kind == SurfaceKind.Custom ? Custom("") : new(kind, null);

    /// <summary>A surface of a kind of its own.</summary>
    public static SurfaceType Custom(string name) => new(SurfaceKind.Custom, name);
}
