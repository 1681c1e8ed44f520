using Conductor.Backends.Http;

namespace Conductor.Backends.OpenAi;

/// <summary>How to reach a server that speaks the OpenAI API; its URL ends with the version, as in <c>http://127.0.0.1:8080/v1</c>.</summary>
public sealed class OpenAiOptions : HttpHostOptions
{
    /// <summary>The models that it has, for a server that does not list them. Default: empty, what <c>/models</c> lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>
    /// Sampling options in Ollama's terms that are sent although the API has no name for them, because the server knows them under
    /// the same name. Default: <c>top_k</c> and <c>min_p</c> (llama.cpp, vLLM and LM Studio know them), but none for OpenAI itself, which
    /// refuses them.
    /// </summary>
    public IReadOnlyList<string>? ExtraOptions { get; init; }

    /// <summary>
    /// The name of the limit of an answer's tokens. Default: <c>max_tokens</c>, which every server knows, but <c>max_completion_tokens</c> for
    /// OpenAI itself, whose newer models refuse the older name.
    /// </summary>
    public string? LimitName { get; init; }

    internal IReadOnlyList<string> SentExtraOptions => ExtraOptions ?? (IsOpenAiItself ? [] : ["top_k", "min_p"]);

    internal string SentLimitName => LimitName ?? (IsOpenAiItself ? "max_completion_tokens" : "max_tokens");

    private bool IsOpenAiItself => Url.Host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase);
}
