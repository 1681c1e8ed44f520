namespace Conductor.Clients.Tests;

/// <summary>
/// The clients that people use, unmodified from npm, against a real <c>conductor serve</c> in front of three simulators that hold different models. What
/// each case does is in <c>tests/clients</c>; all of them run once, and each is told here by itself.
/// </summary>
public sealed class ClientTests(ClientRun run) : IClassFixture<ClientRun>
{
    private static readonly string[] OfTheAiSdk =
    [
        "chats", "chats in a stream", "calls tools and goes on", "shows thinking", "gives structured output", "takes images", "embeds", "aborts",
        "hears of an unknown model", "hears of an answer that breaks off",
    ];

    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["ollama"] =
        [
            "lists the models of all hosts", "shows a model", "loads, lists and unloads", "chats", "chats in a stream", "generates", "calls tools", "shows thinking",
            "gives structured output", "takes images", "embeds", "pulls with progress, uses it at once, and deletes it", "pulls whole", "creates, copies and pushes",
            "aborts, and the host stops", "hears of an unknown model", "hears what a model cannot do", "hears of an answer that breaks off", "asks for the version",
        ],
        ["openai"] =
        [
            "lists the models of all hosts", "shows a model", "chats", "chats in a stream", "generates", "calls tools", "calls tools with the helper that runs them",
            "shows thinking", "gives structured output", "takes images", "embeds", "responds", "responds in a stream", "responds with tools and goes on",
            "responds with structured output", "aborts, and the host stops", "hears of an unknown model", "hears what is wrong with a request",
            "hears of an answer that breaks off",
        ],
        ["langchain"] =
        [
            "chats", "chats in a stream", "generates", "calls tools", "shows thinking", "gives structured output", "takes images", "embeds", "pulls what is missing",
            "aborts", "hears of an unknown model", "hears of an answer that breaks off",
        ],
        ["ai-sdk-ollama"] = OfTheAiSdk,
        ["ollama-ai-provider-v2"] = OfTheAiSdk,
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (client, names) in Expected)
                foreach (var name in names)
                    cases.Add(client, name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_client_finds_an_Ollama_or_an_OpenAI_behind_the_address(string client, string name)
    {
        Assert.SkipWhen(run.Missing.Length > 0, run.Missing);
        Assert.True(run.Results.TryGetValue($"{client}: {name}", out var error), $"This case did not run. {run.Errors}");
        Assert.True(error.Length == 0, error);
    }

    [Fact]
    public void Every_case_that_ran_is_told()
    {
        Assert.SkipWhen(run.Missing.Length > 0, run.Missing);
        Assert.Empty(run.Results.Keys.Except(Expected.SelectMany(client => client.Value.Select(name => $"{client.Key}: {name}"))));
    }
}
