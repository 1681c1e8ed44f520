namespace Conductor.Server.Hosting;

/// <summary>Conductor cannot start as it was told to. The message names the thing and the way out, and is meant for the operator as it is.</summary>
public sealed class ConductorStartException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is in the way, and what to do.</param>
    /// <param name="cause">What the system said; null where it said nothing.</param>
    public ConductorStartException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
