namespace Conductor.Server.Hosting;

/// <summary>The HTTP parts of a conductor that an application may map, one by one.</summary>
[Flags]
public enum ConductorParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Ollama's API: <c>/</c> and <c>/api</c>.</summary>
    Ollama = 1,

    /// <summary>OpenAI's API: <c>/v1</c>.</summary>
    OpenAi = 2,

    /// <summary>Conductor's own: <c>/conductor</c>.</summary>
    Native = 4,

    /// <summary>What machines ask: <c>/health</c> and <c>/metrics</c>.</summary>
    Operations = 8,

    /// <summary>All of them.</summary>
    All = Ollama | OpenAi | Native | Operations,
}
