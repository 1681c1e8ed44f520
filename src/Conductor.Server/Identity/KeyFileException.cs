namespace Conductor.Server.Identity;

/// <summary>The file of keys cannot be used. The message names it, says why, and what to do.</summary>
public sealed class KeyFileException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is in the way, and the way out.</param>
    /// <param name="cause">What the system said; null where it said nothing.</param>
    public KeyFileException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
