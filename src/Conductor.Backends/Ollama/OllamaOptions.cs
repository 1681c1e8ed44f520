using Conductor.Backends.Http;

namespace Conductor.Backends.Ollama;

/// <summary>How to reach an Ollama.</summary>
public sealed class OllamaOptions : HttpHostOptions;
