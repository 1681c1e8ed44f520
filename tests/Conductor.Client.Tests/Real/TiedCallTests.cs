using System.Net;
using System.Text;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Real;

/// <summary>A call of Ollama's or OpenAI's API that names a conversation is a turn of it: surfaces see it, stop it, and find it when its caller is gone.</summary>
public sealed class TiedCallTests : IAsyncLifetime
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"One."},{"role":"assistant","content":"Two."},{"role":"user","content":"Three."}]}""";

    private readonly HttpClient _http = new();
    private RealConductor _conductor = null!;

    public async ValueTask InitializeAsync() => _conductor = await RealConductor.StartAsync();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _conductor.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/chat")]
    [InlineData("/v1/chat/completions")]
    public async Task A_conversation_begins_with_what_its_caller_has_said_and_is_asked_in_the_callers_own_words(string path)
    {
        _conductor.Ollama.Next(Answer.Tokens("Four."));
        using var answer = await SendAsync(path, Ask, "new");
        Assert.Contains("Four.", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        var conversation = Guid.Parse(Assert.Single(answer.Headers.GetValues("X-Conductor-Conversation")));
        Assert.Equal(["system", "user", "assistant", "user"], _conductor.Ollama.Requests.Generations[0].Messages.Select(message => message.Role));

        await using var client = await _conductor.ConnectAsync("unix");
        Assert.Equal(["One.", "Two.", "Three.", "Four."], await WordsAsync(client, conversation, 4));
    }

    [Fact]
    public async Task The_next_call_goes_on_in_the_same_conversation()
    {
        var conversation = Guid.CreateVersion7();
        _conductor.Ollama.Next(Answer.Text("Two.")).Then(Answer.Text("Four."));
        (await SendAsync("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"One."}],"stream":false}""", $"{conversation}")).Dispose();
        (await SendAsync("/api/chat", Ask, $"{conversation}")).Dispose();
        await using var client = await _conductor.ConnectAsync("unix");
        Assert.Equal(["One.", "Two.", "Three.", "Four."], await WordsAsync(client, conversation, 4));
    }

    [Fact]
    public async Task A_surface_sees_the_answer_as_it_comes_and_stops_it()
    {
        using var gate = new OpenedAtEnd();
        gate.Gate.Release(3);
        _conductor.Ollama.Next(Answer.Tokens(1_000).Gated(gate.Gate));
        await using var client = await _conductor.ConnectAsync("unix");
        using var answer = await SendAsync("/api/chat", Ask, "main", HttpCompletionOption.ResponseHeadersRead);
        var turn = Guid.Parse(Assert.Single(answer.Headers.GetValues("X-Conductor-Turn")));
        await foreach (var entry in client.MainConversation.ReadAsync(turn, Patience.Token))
            if (entry is Text)
            {
                await client.MainConversation.CancelAsync(turn, Patience.Token);
                break;
            }
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Patience.Token)).SoonAsync();
        await _conductor.Ollama.Requests.Generations[0].ClosedByClient.SoonAsync();
    }

    [Theory]
    [InlineData("continue", EndReason.Completed)]
    [InlineData("stop", EndReason.SurfaceGone)]
    public async Task A_caller_who_leaves_stops_it_unless_it_was_to_go_on(string onLeave, EndReason end)
    {
        using var gate = new OpenedAtEnd();
        gate.Gate.Release(3);
        _conductor.Ollama.Next(Answer.Tokens(20).Gated(gate.Gate));
        await using var client = await _conductor.ConnectAsync("unix");
        var answer = await SendAsync("/api/chat", Ask, "main", HttpCompletionOption.ResponseHeadersRead, onLeave);
        var turn = Guid.Parse(Assert.Single(answer.Headers.GetValues("X-Conductor-Turn")));
        answer.Dispose();
        if (end == EndReason.Completed)
            gate.Gate.Open();
        else
            await _conductor.Ollama.Requests.Generations[0].ClosedByClient.SoonAsync();
        var entries = new List<TurnEntry>();
        await foreach (var entry in client.MainConversation.ReadAsync(turn, Patience.Token))
            entries.Add(entry);
        Assert.Equal(end, Assert.IsType<End>(entries[^1]).Reason);
    }

    [Fact]
    public async Task What_a_tool_came_to_answers_the_same_prompt()
    {
        const string goesOn = """
            {"model":"llama3.2","messages":[{"role":"user","content":"What time?"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"clock","arguments":{}}}]},
             {"role":"tool","content":"noon","tool_name":"clock"}],"stream":false}
            """;
        _conductor.Ollama.Next(Answer.ToolCall("clock")).Then(Answer.Text("Noon."));
        (await SendAsync("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"What time?"}],"stream":false}""", "main")).Dispose();
        (await SendAsync("/api/chat", goesOn, "main")).Dispose();
        await using var client = await _conductor.ConnectAsync("unix");
        Assert.Equal(["What time?", "Noon."], await WordsAsync(client, Guid.Empty, 2));
        Assert.Equal("tool", _conductor.Ollama.Requests.Generations[1].Messages[^1].Role);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused()
    {
        using var answer = await SendAsync("/api/chat", Ask, "mine");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("X-Conductor-Conversation: 'mine' is not one of", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(
        string path, string body, string conversation, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead, string? onLeave = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_conductor.Url, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Conductor-Conversation", conversation);
        if (onLeave is not null)
            request.Headers.Add("X-Conductor-On-Leave", onLeave);
        return await _http.SendAsync(request, until, Patience.Token).SoonAsync();
    }

    // What stands in a conversation, once so much does.
    private static async Task<string[]> WordsAsync(ConductorClient client, Guid conversation, int count)
    {
        await foreach (var happened in client.Conversation(conversation).FollowAsync(Patience.Token))
            if (happened is Snapshot { Messages.Count: var there } snapshot && there >= count)
                return [.. snapshot.Messages.Select(message => message.Content)];
        return [];
    }

    private sealed class OpenedAtEnd : IDisposable
    {
        public TokenGate Gate { get; } = new();

        public void Dispose() => Gate.Open();
    }
}
