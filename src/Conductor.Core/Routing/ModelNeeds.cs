namespace Conductor.Core.Routing;

/// <summary>What a request asks of a model beyond plain text, and what a model can.</summary>
[Flags]
public enum ModelNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To call tools.</summary>
    Tools = 1,

    /// <summary>To look at images.</summary>
    Vision = 2,

    /// <summary>To think aloud when told to.</summary>
    Thinking = 4,

    /// <summary>To turn text into vectors.</summary>
    Embeddings = 8,
}
