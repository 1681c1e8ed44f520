namespace Conductor.Protocol.V1.Messages;

/// <summary>Who wrote a message.</summary>
public enum Role
{
    /// <summary>The person.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Conductor.</summary>
    System,
}

/// <summary>How weighty a <see cref="Notify"/> is.</summary>
public enum NotifyLevel
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>Something may go wrong.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,

    /// <summary>Something went well.</summary>
    Success,
}

/// <summary>What Conductor is doing, as one surface sees it.</summary>
public enum ConductorState
{
    /// <summary>Starting.</summary>
    Initializing,

    /// <summary>Ready for a prompt.</summary>
    Ready,

    /// <summary>Waiting for the first token.</summary>
    Thinking,

    /// <summary>An answer is coming.</summary>
    Responding,

    /// <summary>The person is typing.</summary>
    Listening,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Stopping.</summary>
    ShuttingDown,
}

/// <summary>Where the person scrolled.</summary>
public enum ScrollDirection
{
    /// <summary>Up by an amount.</summary>
    Up,

    /// <summary>Down by an amount.</summary>
    Down,

    /// <summary>To the first line.</summary>
    Top,

    /// <summary>To the last line.</summary>
    Bottom,
}

/// <summary>A part of a surface's screen.</summary>
public enum PanelId
{
    /// <summary>Tasks.</summary>
    Tasks,

    /// <summary>For developers.</summary>
    Developer,

    /// <summary>Settings.</summary>
    Settings,

    /// <summary>Earlier messages.</summary>
    History,
}
