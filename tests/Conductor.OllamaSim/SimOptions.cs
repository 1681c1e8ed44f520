using System.Security.Cryptography.X509Certificates;

namespace Conductor.OllamaSim;

/// <summary>Which server is simulated.</summary>
public enum SimFlavor
{
    /// <summary>Ollama: <c>/api/*</c> and its own <c>/v1/*</c>, with their quirks.</summary>
    Ollama,

    /// <summary>A plain OpenAI-compatible server: <c>/v1/*</c> only; models are always loaded.</summary>
    OpenAi,
}

/// <summary>How a simulator is set up.</summary>
public sealed record SimOptions
{
    /// <summary>The port on 127.0.0.1. Default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Which server is simulated. Default Ollama.</summary>
    public SimFlavor Flavor { get; init; } = SimFlavor.Ollama;

    /// <summary>The models on disk. Default one, <c>llama3.2</c>.</summary>
    public IReadOnlyList<SimModel> Models { get; init; } = [new("llama3.2")];

    /// <summary>
    /// <c>OLLAMA_NUM_PARALLEL</c>: answers per model at the same time; further ones wait without bound. Default no limit, for the ease of
    /// tests; Ollama's own default is 1.
    /// </summary>
    public int Parallel { get; init; } = int.MaxValue;

    /// <summary><c>OLLAMA_MAX_LOADED_MODELS</c>: models loaded at the same time. Default 3.</summary>
    public int MaxLoadedModels { get; init; } = 3;

    /// <summary><c>OLLAMA_MAX_QUEUE</c>: requests that wait for a load; further ones get 503. Default 512.</summary>
    public int MaxQueue { get; init; } = 512;

    /// <summary><c>OLLAMA_KEEP_ALIVE</c>: how long an idle model stays loaded. Default 5 min.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>OLLAMA_CONTEXT_LENGTH</c>: the context of a model that is loaded without <c>num_ctx</c>. Default 4,096.</summary>
    public int ContextLength { get; init; } = 4096;

    /// <summary>The models that can be pulled; default null: every name, with every default.</summary>
    public IReadOnlyList<SimModel>? Registry { get; init; }

    /// <summary>Origins that browsers may call from, besides Ollama's own: <c>OLLAMA_ORIGINS</c>. Default none.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>What <c>/api/version</c> says. Default 0.32.1.</summary>
    public string Version { get; init; } = "0.32.1";

    /// <summary>The key that every request must bear (<c>Authorization: Bearer</c>); default null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The certificate, with its key, to speak TLS with; default null: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Largest request body in bytes; beyond it 413. Default 256 MB.</summary>
    public long MaxBodyBytes { get; init; } = 256L << 20;

    /// <summary>The kernel's send buffer per connection in bytes; small ones show back-pressure early. Default null: the system's.</summary>
    public int? SendBufferBytes { get; init; }

    /// <summary>Load times, pacing, keep-alive and time stamps. Default the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
