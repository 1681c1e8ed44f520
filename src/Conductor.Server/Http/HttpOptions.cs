namespace Conductor.Server.Http;

/// <summary>The bounds of the HTTP front doors.</summary>
public sealed record HttpOptions
{
    internal static IReadOnlyList<string> NoOrigins { get; } = [];

    /// <summary>Longest request body, in bytes; a longer one is refused with 413. Images travel in it, as base64.</summary>
    /// <value>Default 128 MiB; from 1 KiB to 1 GiB.</value>
    public int MaxRequestBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Longest blob that is passed on to a host, in bytes; a longer one is refused with 413. It is never held here.</summary>
    /// <value>Default 1 TiB; from 1 KiB.</value>
    public long MaxBlobBytes { get; init; } = 1L << 40;

    /// <summary>
    /// Connections at a time; one more is closed at once. Less where the system gives this process fewer files: each answer needs one
    /// for its caller and one for its host.
    /// </summary>
    /// <value>Default 10,000.</value>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Origins of pages in browsers that may ask, besides those of this machine and of desktop applications: <c>https://chat.example.org</c>, with a star
    /// for any part of it, or a star alone for all.
    /// </summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> Origins { get; init; } = NoOrigins;

    /// <summary>Longest wait for a request's body while nothing of it comes; then its connection is closed.</summary>
    /// <value>Default 60 s; from 2 s to 1 h.</value>
    public TimeSpan BodyPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How old the knowledge of a host may be that a list of models is made of.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan ListMaxAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait of a list for hosts to be asked anew; past it the list says what is known.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan ListPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a caller of a streamed answer waits before it hears that it is waited for: its headers, and a comment (OpenAI API) or a space
    /// (Ollama's). <see cref="Timeout.InfiniteTimeSpan"/>: never.
    /// </summary>
    /// <value>Default 1 s.</value>
    public TimeSpan FirstHeartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest silence on a streamed answer after that. <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The Ollama version that is reported when no host reports one: the one whose API this is.</summary>
    /// <value>Default 0.32.1.</value>
    public string OllamaVersion { get; init; } = "0.32.1";
}
