namespace Conductor.Protocol.V1.Messages;

/// <summary>How a surface should arrange its screen: one of the records below.</summary>
public abstract record LayoutDirective
{
    private protected LayoutDirective()
    {
    }
}

/// <summary>Show a panel.</summary>
public sealed record ShowPanel(PanelId Panel) : LayoutDirective;

/// <summary>Hide a panel.</summary>
public sealed record HidePanel(PanelId Panel) : LayoutDirective;

/// <summary>Put the cursor where the person types.</summary>
public sealed record FocusInput : LayoutDirective;

/// <summary>Scroll to a message.</summary>
public sealed record ScrollToMessage(string MessageId) : LayoutDirective;

/// <summary>Scroll to a task.</summary>
public sealed record ScrollToTask(string TaskId) : LayoutDirective;

/// <summary>Show or hide what is for developers.</summary>
public sealed record ToggleDeveloperMode : LayoutDirective;
