namespace Conductor.Protocol.V1.Messages;

/// <summary>What a surface can show and take. All fields are required on the wire.</summary>
public sealed record SurfaceCapabilities
{
    /// <summary>A terminal: everything but images, audio, rich text and the clipboard, of any size.</summary>
    public static SurfaceCapabilities Tui { get; } =
        new() { Color = true, Avatar = true, AvatarAnimations = true, Tasks = true, Streaming = true, PointerInput = true, KeyboardInput = true };

    /// <summary>A browser: everything, of any size.</summary>
    public static SurfaceCapabilities Web { get; } =
        Tui with { Images = true, Audio = true, RichText = true, Clipboard = true };

    /// <summary>Nobody looks: tasks, streaming and a keyboard, 80 by 24.</summary>
    public static SurfaceCapabilities Headless { get; } =
        new() { Tasks = true, Streaming = true, KeyboardInput = true, MaxWidth = 80, MaxHeight = 24 };

    /// <summary>Colored text.</summary>
    public bool Color { get; init; }

    /// <summary>The avatar's messages.</summary>
    public bool Avatar { get; init; }

    /// <summary>The avatar's gestures and reactions.</summary>
    public bool AvatarAnimations { get; init; }

    /// <summary>The tasks' messages.</summary>
    public bool Tasks { get; init; }

    /// <summary>Answers piece by piece; else they come whole.</summary>
    public bool Streaming { get; init; }

    /// <summary>Images.</summary>
    public bool Images { get; init; }

    /// <summary>Sound.</summary>
    public bool Audio { get; init; }

    /// <summary>Markdown and the like.</summary>
    public bool RichText { get; init; }

    /// <summary>A mouse, a pen or fingers.</summary>
    public bool PointerInput { get; init; }

    /// <summary>A keyboard.</summary>
    public bool KeyboardInput { get; init; }

    /// <summary>A clipboard.</summary>
    public bool Clipboard { get; init; }

    /// <summary>Width in the surface's own units; 0 is no limit.</summary>
    public uint MaxWidth { get; init; }

    /// <summary>Height in the surface's own units; 0 is no limit.</summary>
    public uint MaxHeight { get; init; }
}
