namespace Conductor.Backends.ChatClients;

/// <summary>How a chat client is shown as a host.</summary>
public sealed record ChatClientOptions
{
    /// <summary>What people see as its address. Default: the URL or the name that the client gives of itself.</summary>
    public string? Name { get; init; }

    /// <summary>The models that it has, as it names them. Default: the one that the client gives as its default, else one named <c>default</c>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What its models can do, in Ollama's words (<c>completion</c>, <c>tools</c>, <c>vision</c>, <c>thinking</c>). Default: completion.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["completion"];

    /// <summary>Whether the client is disposed of with the host. Default: no, it belongs to whoever made it.</summary>
    public bool OwnsClient { get; init; }
}
