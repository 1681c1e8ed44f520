using System.Net.Security;
using Conductor.Backends.Http;

namespace Conductor.Server.Configuration;

/// <summary>One host as an operator wrote it.</summary>
public sealed record HostSettings
{
    /// <summary>Its name: unique.</summary>
    public required string Name { get; init; }

    /// <summary><c>ollama</c>, <c>openai</c>, <c>chat-client</c> or <c>eliza</c>.</summary>
    public string Kind { get; init; } = "ollama";

    /// <summary>Where it is; empty for <c>chat-client</c> and <c>eliza</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>The name under which the <c>IChatClient</c> of a <c>chat-client</c> is registered; null: that of the host.</summary>
    public string? Client { get; init; }

    /// <summary>Requests that it is given at a time, per model.</summary>
    /// <value>Default 1, as Ollama's own; from 1 to 1,024.</value>
    public int Parallel { get; init; } = 1;

    /// <summary>How fast it is compared with the others: with 2, a wait counts half.</summary>
    /// <value>Default 1; from 0.01 to 100.</value>
    public double Weight { get; init; } = 1;

    /// <summary>How many models it holds in memory at a time; null: found out by watching.</summary>
    /// <value>Default null; from 1 to 1,000.</value>
    public int? Places { get; init; }

    /// <summary>The key that it wants, if it wants one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Headers that go with every request to it. They may hold secrets, and are never shown.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>The only models of it that are used, and those of a server that does not list its models; empty: all that it lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What is said of TLS with it; null: nothing.</summary>
    public HostTls? Tls { get; init; }

    /// <summary>The same, with its files read; null while they are not, or nothing is said.</summary>
    public SslClientAuthenticationOptions? TlsOptions { get; init; }

    /// <summary>Nobody asked for it, it is only looked for.</summary>
    public bool IsOptional { get; init; }

    /// <summary>It answers only as long as no other host has any model.</summary>
    public bool IsStandIn { get; init; }

    // One object, so that hosts of which nothing is said are equal.
    private static IReadOnlyDictionary<string, string> NoHeaders { get; } = new Dictionary<string, string>();
}
