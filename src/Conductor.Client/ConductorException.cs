using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client;

/// <summary>What a conductor refused or a connection could not do: with a code for programs, and a sentence and a way out for people.</summary>
public sealed class ConductorException : Exception
{
    /// <summary>A failure with the catalog's words on what it means for later and on the way out.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">One sentence that names the thing; null for the catalog's.</param>
    /// <param name="inner">What caused it, if that is known.</param>
    public ConductorException(ErrorCode code, string? message = null, Exception? inner = null)
        : base(message ?? ErrorCatalog.Describe(code).Meaning, inner)
    {
        var description = ErrorCatalog.Describe(code);
        (Code, Retryable, WayOut) = (code, description.Retryable, description.WayOut);
    }

    /// <summary>A failure in the conductor's own words.</summary>
    public ConductorException(Error error)
        : base(error.Message)
    {
        (Code, Retryable, WayOut) = (error.Code, error.Retryable, error.WayOut);
        (Conversation, Turn) = (error.ConversationId, error.TurnId);
        RetryAfter = error.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(Math.Min(wait, int.MaxValue)) : null;
    }

    /// <summary>What went wrong, as a name that never changes its meaning.</summary>
    public ErrorCode Code { get; }

    /// <summary>Whether the same may succeed later without any change.</summary>
    public bool Retryable { get; }

    /// <summary>How long to wait before that; null when the conductor did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>One sentence: what to do about it.</summary>
    public string WayOut { get; }

    /// <summary>The conversation it concerns; null when it concerns none.</summary>
    public Guid? Conversation { get; }

    /// <summary>The turn it concerns; null when it concerns none.</summary>
    public Guid? Turn { get; }
}
