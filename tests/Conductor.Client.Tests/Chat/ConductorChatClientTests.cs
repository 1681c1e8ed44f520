using System.Text.Json;
using Conductor.Client.Tests.Peers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Conductor.Client.Tests.Chat;

public sealed class ConductorChatClientTests : IAsyncLifetime
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");
    private static readonly AiMessage[] Hello = [new(ChatRole.User, "Hello")];

    private readonly Peer _peer = new();
    private ConductorClient _client = null!;
    private PeerSession _session = null!;
    private ConductorChatClient _chat = null!;

    public async ValueTask InitializeAsync()
    {
        (_client, _session) = await _peer.ConnectAsync();
        _chat = new ConductorChatClient(_client, "llama3.2");
    }

    public async ValueTask DisposeAsync()
    {
        _chat.Dispose();
        await _client.DisposeAsync();
        await _session.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task The_answer_comes_whole_with_usage_and_finish_reason()
    {
        var asking = _chat.GetResponseAsync(Hello, cancellationToken: Patience.Token);
        await AnswerAsync(new Text(Turn, 1, null, "Good "), new Text(Turn, 2, null, "day"), new Usage(Turn, 3, null, 7, 2, 0, 0, 0, 0), Whole(4));

        var response = await asking.SoonAsync();

        Assert.Equal(("Good day", ChatFinishReason.Stop, "llama3.2"), (response.Text, response.FinishReason, response.ModelId));
        Assert.Equal((7L, 2L, 9L), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
        Assert.Single(response.Messages);
    }

    [Fact]
    public async Task The_answer_streams_as_it_comes()
    {
        await using var updates = _chat.GetStreamingResponseAsync(Hello, cancellationToken: Patience.Token).GetAsyncEnumerator(Patience.Token);
        var first = updates.MoveNextAsync();
        await AnswerAsync(new Thinking(Turn, 1, null, "Hm."));

        Assert.True(await first);
        Assert.Equal("Hm.", Assert.IsType<TextReasoningContent>(Assert.Single(updates.Current.Contents)).Text);
        await _session.SendAsync(new Text(Turn, 2, null, "Good day"), new End(Turn, 3, null, EndReason.LengthLimit, null, null));
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("Good day", updates.Current.Text);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal(ChatFinishReason.Length, updates.Current.FinishReason);
        Assert.False(await updates.MoveNextAsync());
    }

    [Fact]
    public async Task Messages_and_options_go_out_in_Ollamas_terms()
    {
        AiMessage[] messages =
        [
            new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            new(ChatRole.Assistant, [new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["place"] = "Oslo" })]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", "rain")]),
        ];
        var options = new ChatOptions
        {
            ModelId = "qwen3:8b", Instructions = "Be brief.", Temperature = 0.5f, TopK = 40, MaxOutputTokens = 100, Seed = 7, StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.Json, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            Tools = [AIFunctionFactory.Create((string place) => place, "weather", "Tells the weather.")],
            AdditionalProperties = new() { ["num_ctx"] = 8192 },
        };

        var asking = _chat.GetResponseAsync(messages, options, Patience.Token);
        var request = JsonElement.Parse((await AnswerAsync(Whole(1))).Request);
        await asking.SoonAsync();

        Assert.Equal("qwen3:8b", request.GetProperty("model").GetString());
        Assert.Equal(["system", "user", "assistant", "tool"], request.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("role").GetString()));
        Assert.Equal("AQID", request.GetProperty("messages")[1].GetProperty("images")[0].GetString());
        Assert.Equal("""[{"id":"call_1","function":{"name":"weather","arguments":{"place":"Oslo"}}}]""", request.GetProperty("messages")[2].GetProperty("tool_calls").GetRawText());
        Assert.Equal(("rain", "call_1"), (Field(3, "content"), Field(3, "tool_call_id")));
        Assert.Equal(
            """{"temperature":0.5,"top_k":40,"num_predict":100,"seed":7,"stop":["END"],"num_ctx":8192}""", request.GetProperty("options").GetRawText());
        Assert.Equal(("json", "low"), (request.GetProperty("format").GetString(), request.GetProperty("think").GetString()));
        var function = request.GetProperty("tools")[0].GetProperty("function");
        Assert.Equal(("weather", "Tells the weather."), (function.GetProperty("name").GetString(), function.GetProperty("description").GetString()));
        Assert.True(function.GetProperty("parameters").GetProperty("properties").TryGetProperty("place", out _));

        string? Field(int message, string name) => request.GetProperty("messages")[message].GetProperty(name).GetString();
    }

    [Fact]
    public async Task Tool_calls_are_passed_through()
    {
        var asking = _chat.GetResponseAsync(Hello, cancellationToken: Patience.Token);
        await AnswerAsync(new ToolCall(Turn, 1, null, "weather", """{"place":"Oslo"}"""), Whole(2));

        var response = await asking.SoonAsync();

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("weather", "Oslo", ChatFinishReason.ToolCalls), (call.Name, call.Arguments!["place"]!.ToString(), response.FinishReason));
    }

    [Fact]
    public async Task A_failed_answer_throws_with_its_code()
    {
        var asking = _chat.GetResponseAsync(Hello, cancellationToken: Patience.Token);
        await AnswerAsync(new Text(Turn, 1, null, "Goo"), new End(Turn, 2, null, EndReason.BackendCut, ErrorCode.BackendCut, "gpu-1 broke off."));

        var failure = await Assert.ThrowsAsync<ConductorException>(() => asking.SoonAsync());

        Assert.Equal((ErrorCode.BackendCut, "gpu-1 broke off.", true), (failure.Code, failure.Message, failure.Retryable));
    }

    [Fact]
    public async Task An_answer_that_begins_anew_is_whole_when_it_is_awaited_and_a_failure_when_it_streams()
    {
        var asking = _chat.GetResponseAsync(Hello, cancellationToken: Patience.Token);
        ServerMessage[] anew = [new Text(Turn, 1, null, "Goo"), new Restarted(Turn, 2, null, 2, "gpu-1 failed"), new Text(Turn, 3, null, "Hi"), Whole(4)];
        await AnswerAsync(anew);
        Assert.Equal("Hi", (await asking.SoonAsync()).Text);

        var streaming = CollectAsync();
        await AnswerAsync(anew);
        Assert.Equal(ErrorCode.BackendCut, (await Assert.ThrowsAsync<ConductorException>(() => streaming.SoonAsync())).Code);

        async Task CollectAsync()
        {
            await foreach (var update in _chat.GetStreamingResponseAsync(Hello, cancellationToken: Patience.Token))
                Assert.NotEqual("Hi", update.Text);
        }
    }

    [Fact]
    public async Task Cancelling_stops_the_model()
    {
        using var stop = new CancellationTokenSource();
        var asking = _chat.GetResponseAsync(Hello, cancellationToken: stop.Token);
        await AnswerAsync(new Text(Turn, 1, null, "Goo"));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(Turn, (await _session.ReadAsync<Cancel>()).TurnId);
    }

    [Fact]
    public async Task A_conversation_of_the_conductor_is_gone_on_with()
    {
        var asking = _chat.GetResponseAsync([.. Hello, new(ChatRole.User, "And?")], new ChatOptions { ConversationId = Peer.Main.ToString() }, Patience.Token);

        var prompt = await _session.ReadAsync<Prompt>();
        await _session.SendAsync(new Accepted(prompt.CommandId, Peer.Main, Turn, 1, false));
        var resume = await _session.ReadAsync<Resume>();
        await _session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new Text(Turn, 1, null, "Then"), Whole(2));

        Assert.Equal(("Then", "And?"), ((await asking.SoonAsync()).Text, prompt.Content));
    }

    [Fact]
    public void It_tells_what_it_is()
    {
        Assert.Equal(("conductor", "llama3.2"), (_chat.GetService<ChatClientMetadata>()!.ProviderName, _chat.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(_client, _chat.GetService<ConductorClient>());
        Assert.Same(_chat, _chat.GetService<IChatClient>());
    }

    private static End Whole(ulong seq) => new(Turn, seq, null, EndReason.Completed, null, null);

    private async Task<Ask> AnswerAsync(params ServerMessage[] entries)
    {
        var ask = await _session.ReadUntilAsync<Ask>();
        await _session.SendAsync(new Accepted(ask.CommandId, null, Turn, null, false));
        var resume = await _session.ReadAsync<Resume>();
        Assert.Equal(Guid.Empty, resume.ConversationId);
        await _session.SendAsync(new Accepted(resume.CommandId, null, Turn, null, false));
        await _session.SendAsync(entries);
        return ask;
    }
}
