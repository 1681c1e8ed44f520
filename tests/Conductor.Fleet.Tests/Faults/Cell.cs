using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>Through which API a caller asks.</summary>
public enum Door
{
    /// <summary><c>/api/chat</c>.</summary>
    Ollama,

    /// <summary><c>/v1/chat/completions</c>.</summary>
    OpenAi,
}

/// <summary>One way from a caller to a host.</summary>
/// <param name="Host">What the hosts speak.</param>
/// <param name="Door">What the caller speaks.</param>
/// <param name="Stream">The answer is to come piece by piece.</param>
internal sealed record Cell(SimFlavor Host, Door Door, bool Stream)
{
    public override string ToString() => $"{Door} API, {Host} host, {(Stream ? "streamed" : "whole")}";
}
