namespace Conductor.Client;

/// <summary>The stages of a client's connection.</summary>
public enum ConnectionStage
{
    /// <summary>Connected, and what was followed is followed again.</summary>
    Connected,

    /// <summary>Lost; it is being made anew.</summary>
    Reconnecting,

    /// <summary>Over, for good.</summary>
    Closed,
}

/// <summary>How a client's connection stands.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Address">Where to.</param>
/// <param name="Reason">Why it was lost or is over, in a sentence; null when there is nothing to say.</param>
/// <param name="Tries">How many tries to connect anew have failed so far.</param>
public sealed record ConnectionState(ConnectionStage Stage, string Address, string? Reason, int Tries);
