namespace Conductor.Conformance;

/// <summary>An implementation of a port does not do what the port says. The message names what was expected, and what came.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes one.</summary>
    public ConformanceException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
