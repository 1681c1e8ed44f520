namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>The ways in which text can be asked for, as the rows of a theory.</summary>
internal static class Protocols
{
    /// <summary>Path, body, flavor and whether it is streamed, under a name that a test report can show.</summary>
    private static readonly Dictionary<string, (string Path, string Json, SimFlavor Flavor, bool Streamed)> ByName = new()
    {
        ["chat, streamed"] = ("/api/chat", Raw.Chat, SimFlavor.Ollama, true),
        ["chat, whole"] = ("/api/chat", Raw.WholeChat, SimFlavor.Ollama, false),
        ["generate, streamed"] = ("/api/generate", """{"model":"llama3.2","prompt":"hi"}""", SimFlavor.Ollama, true),
        ["generate, whole"] = ("/api/generate", """{"model":"llama3.2","prompt":"hi","stream":false}""", SimFlavor.Ollama, false),
        ["ollama v1, streamed"] = ("/v1/chat/completions", Raw.StreamedChat, SimFlavor.Ollama, true),
        ["ollama v1, whole"] = ("/v1/chat/completions", Raw.WholeChat, SimFlavor.Ollama, false),
        ["openai, streamed"] = ("/v1/chat/completions", Raw.StreamedChat, SimFlavor.OpenAi, true),
        ["openai, whole"] = ("/v1/chat/completions", Raw.WholeChat, SimFlavor.OpenAi, false),
        ["openai completion, streamed"] = ("/v1/completions", """{"model":"llama3.2","prompt":"hi","stream":true}""", SimFlavor.OpenAi, true),
    };

    public static TheoryData<string> All => [.. ByName.Keys];

    public static TheoryData<string> Streamed => [.. ByName.Keys.Where(name => ByName[name].Streamed)];

    public static TheoryData<string> Whole => [.. ByName.Keys.Where(name => !ByName[name].Streamed)];

    public static SimFlavor FlavorOf(string name) => ByName[name].Flavor;

    public static bool IsSse(string name) => ByName[name].Path.StartsWith("/v1", StringComparison.Ordinal);

    public static Task<string> AskAsync(OllamaSimulator sim, string name) => Raw.AskAsync(sim, ByName[name].Path, ByName[name].Json);

    public static async Task<Raw> PostAsync(OllamaSimulator sim, string name)
    {
        var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync(ByName[name].Path, ByName[name].Json);
        return raw;
    }

    /// <summary>The text that a client would put together from an answer's body, whole or not.</summary>
    public static string TextOf(string body) => string.Concat(System.Text.RegularExpressions.Regex
        .Matches(body, "\"(?:content|response|text)\":\"(?<said>(?:[^\"\\\\]|\\\\.)*)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))
        .Select(match => System.Text.Json.JsonSerializer.Deserialize<string>($"\"{match.Groups["said"].Value}\"")));
}
