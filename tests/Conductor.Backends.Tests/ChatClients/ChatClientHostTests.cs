using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.Backends.ChatClients;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.AI;
using ChatMessage = Conductor.Core.Models.ChatMessage;

namespace Conductor.Backends.Tests.ChatClients;

public sealed class ChatClientHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ModelRequest Hi = new() { Model = "m", Messages = [new ChatMessage("user", "to be or not")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_streams_through_with_usage_and_a_good_end()
    {
        var seen = await RunAsync(new SmallClient(), Hi);
        Assert.Equal(["Text to ", "Text be ", "Text or ", "Text not ", "Usage stop 0+0", "End Completed"], seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Every_kind_of_content_finds_its_place()
    {
        var seen = await RunAsync(Telling(
            new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent("Hm."), new TextContent("a\ud83d")]),
            new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("\ude00b"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            new ChatResponseUpdate(ChatRole.Assistant, []),
            new ChatResponseUpdate(ChatRole.Assistant, [
                new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["x"] = 1, ["y"] = JsonElement.Parse("[ 1,\n2]") }),
                new FunctionCallContent("c2", "g")]),
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 7, OutputTokenCount = 9 })]) { FinishReason = ChatFinishReason.ToolCalls }));
        Assert.Equal(
            [
                "Alive ",
                "Thinking Hm.",
                "Text a",
                "Text 😀b",
                """Extra {"message":{"images":["AQID"]}}""",
                "Alive ",
                """ToolCall {"id":"c1","function":{"index":0,"name":"f","arguments":{"x":1,"y":[1,2]}}}""",
                """ToolCall {"id":"c2","function":{"index":1,"name":"g","arguments":{}}}""",
                "Alive ",
                "Usage tool_calls 7+9",
                "End Completed",
            ],
            seen.Select(s => s.ToString()));
    }

    [Fact]
    public async Task A_request_reaches_the_client_in_its_own_terms()
    {
        var client = new SmallClient();
        await RunAsync(client, new ModelRequest
        {
            Model = "m",
            Messages =
            [
                new ChatMessage("system", "Be brief."),
                new ChatMessage("user", "What is this?") { Fields = [new("images", Json("""["iVBORw0KGgo=", "/9j/4AAQ", "not base64!"]"""))] },
                new ChatMessage("assistant", "") { Fields = [new("thinking", Json("\"hm\"")), new("tool_calls", Json("""[{"function":{"name":"look","arguments":{"deep":true}}},{"id":"x9","function":{"name":"ask","arguments":{}}}]"""))] },
                new ChatMessage("tool", "nobody") { Fields = [new("tool_name", Json("\"ask\""))] },
                new ChatMessage("tool", "a cat") { Fields = [new("tool_name", Json("\"look\""))] },
            ],
            Parameters =
            [
                new("options", Json("""{"temperature":0.5,"top_p":0.9,"top_k":40,"num_predict":100,"stop":["END"],"seed":7,"num_ctx":4096,"presence_penalty":"wrong"}""")),
                new("format", Json("""{"type":"object"}""")),
                new("think", Json("\"high\"")),
                new("tools", Json("""[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object","properties":{"deep":{"type":"boolean"}}}}},{"type":"other"}]""")),
            ],
        });

        Assert.Equal(["system", "user", "assistant", "tool", "tool"], client.Asked.Select(m => m.Role.Value));
        Assert.Equal(["image/png", "image/jpeg"], client.Asked[1].Contents.OfType<DataContent>().Select(d => d.MediaType));
        Assert.Equal("What is this?", client.Asked[1].Text);
        Assert.Equal("hm", Assert.Single(client.Asked[2].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal([("call_0", "look"), ("x9", "ask")], client.Asked[2].Contents.OfType<FunctionCallContent>().Select(c => (c.CallId, c.Name)));
        Assert.Equal(["x9", "call_0"], client.Asked.Skip(3).Select(m => Assert.IsType<FunctionResultContent>(Assert.Single(m.Contents)).CallId));

        var options = client.Options!;
        Assert.Equal(("m", 0.5f, 0.9f, 40, 100, 7L), (options.ModelId, options.Temperature, options.TopP, options.TopK, options.MaxOutputTokens, options.Seed));
        Assert.Equal(["END"], options.StopSequences);
        Assert.Null(options.PresencePenalty);
        Assert.Equal("""{"type":"object"}""", Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat).Schema!.Value.GetRawText());
        Assert.Equal(ReasoningEffort.High, options.Reasoning!.Effort);
        var tool = Assert.IsType<AIFunctionDeclaration>(Assert.Single(options.Tools!), exactMatch: false);
        Assert.Equal(("look", "Looks."), (tool.Name, tool.Description));
        Assert.Equal("boolean", tool.JsonSchema.GetProperty("properties").GetProperty("deep").GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_the_caller_did_not_give_is_not_invented()
    {
        var client = new SmallClient();
        await RunAsync(client, Hi);
        var options = client.Options!;
        Assert.True(options is { Temperature: null, TopP: null, TopK: null, MaxOutputTokens: null, StopSequences: null, Seed: null, ResponseFormat: null, Tools: null, Reasoning: null });
    }

    [Fact]
    public async Task A_completion_is_one_message_behind_its_system_prompt()
    {
        var client = new SmallClient();
        await RunAsync(client, new ModelRequest { Model = "m", Shape = RequestShape.Generate, Prompt = "Hi", Parameters = [new("system", Json("\"Be brief.\""))] });
        Assert.Equal([("system", "Be brief."), ("user", "Hi")], client.Asked.Select(m => (m.Role.Value, m.Text)));
    }

    [Theory]
    [InlineData("5m", "load")]
    [InlineData("0", "unload")]
    public async Task A_request_that_only_loads_does_not_bother_the_client(string keepAlive, string reason)
    {
        var client = new SmallClient();
        var seen = await RunAsync(client, new ModelRequest { Model = "m", Parameters = [new("keep_alive", Json($"\"{keepAlive}\""))] });
        Assert.Equal((reason, StreamEnd.Completed, 0), (seen.Usage().FinishReason, seen.Ending().End, client.Asked.Count));
    }

    [Fact]
    public async Task A_suffix_is_refused_because_it_would_be_lost()
    {
        var seen = await RunAsync(new SmallClient(), new ModelRequest { Model = "m", Shape = RequestShape.Generate, Prompt = "a", Parameters = [new("suffix", Json("\"b\""))] });
        Assert.Equal(new Ending(StreamEnd.BackendRefused, "m does not support insert", 400), seen.Ending());
    }

    [Theory]
    [InlineData("length", StreamEnd.LengthLimit)]
    [InlineData("content_filter", StreamEnd.BackendRefused)]
    [InlineData("stop", StreamEnd.Completed)]
    public async Task A_finish_reason_says_how_it_ended(string reason, StreamEnd end)
    {
        var seen = await RunAsync(Telling(new ChatResponseUpdate(ChatRole.Assistant, "a") { FinishReason = new ChatFinishReason(reason) }));
        Assert.Equal((end, reason), (seen.Ending().End, seen.Usage().FinishReason));
    }

    public static TheoryData<Exception, StreamEnd, int?> Exceptions => new()
    {
        { new HttpRequestException("no", null, HttpStatusCode.Unauthorized), StreamEnd.BackendRefused, 401 },
        { new HttpRequestException("busy", null, HttpStatusCode.TooManyRequests), StreamEnd.BackendFailed, 429 },
        { new HttpRequestException("oops", null, HttpStatusCode.BadGateway), StreamEnd.BackendFailed, 502 },
        { new IOException("reset"), StreamEnd.BackendCut, null },
        { new TaskCanceledException("timed out"), StreamEnd.BackendFailed, null },
        { new InvalidOperationException("a bug of the client"), StreamEnd.BackendFailed, null },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Whatever_the_client_throws_is_an_ending(Exception thrown, StreamEnd end, int? status)
    {
        var seen = await RunAsync(new SmallClient((_, _) => ThenThrowAsync(thrown)));
        Assert.Equal("first", seen.Text());
        Assert.Equal((end, status), (seen.Ending().End, seen.Ending().Status));
        Assert.NotEmpty(seen.Ending().Detail!);
    }

    [Fact]
    public async Task A_client_that_throws_before_it_streams_is_an_ending_too() =>
        Assert.Equal(StreamEnd.BackendFailed, (await RunAsync(new SmallClient((_, _) => throw new NotSupportedException("no streaming")))).Ending().End);

    [Fact]
    public async Task An_error_that_the_client_reports_is_an_ending()
    {
        var seen = await RunAsync(Telling(new ChatResponseUpdate(ChatRole.Assistant, "a"), new ChatResponseUpdate(ChatRole.Assistant, [new ErrorContent("out of memory")]), new ChatResponseUpdate(ChatRole.Assistant, "b")));
        Assert.Equal(("a", new Ending(StreamEnd.BackendFailed, "out of memory", 500)), (seen.Text(), seen.Ending()));
    }

    [Fact]
    public async Task Cancelling_reaches_the_client()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new SmallClient((_, token) => UntilCancelledAsync(cancelled, token));
        await using var host = new ChatClientHost(client);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = host.RunAsync(Hi, cancel.Token).GetAsyncEnumerator(Token);
        await UntilTextAsync(answer);
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await cancelled.Task.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task A_client_that_does_not_listen_is_left_behind_and_cleaned_up_when_it_comes_back()
    {
        var comesBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new SmallClient((_, _) => DeafAsync(comesBack.Task, disposed));
        await using var host = new ChatClientHost(client);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = host.RunAsync(Hi, cancel.Token).GetAsyncEnumerator(Token);
        await UntilTextAsync(answer);
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await answer.DisposeAsync();
        Assert.False(disposed.Task.IsCompleted);
        comesBack.SetResult();
        await disposed.Task.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Walking_away_disposes_of_the_clients_enumeration()
    {
        var client = new SmallClient();
        await using var host = new ChatClientHost(client);
        var answer = host.RunAsync(Hi, Token).GetAsyncEnumerator(Token);
        await UntilTextAsync(answer);
        await answer.DisposeAsync();
        Assert.True(client.HasEnded);
    }

    [Fact]
    public async Task Its_models_are_those_that_it_was_given_or_gives_itself()
    {
        var metadata = new ChatClientMetadata("acme", new Uri("https://acme.test/v1"), "acme-large");
        await using var own = new ChatClientHost(new SmallClient(metadata: metadata));
        Assert.Equal(("https://acme.test/v1", "acme-large"), (own.Address, Assert.Single((await own.ProbeAsync(Token)).Models).Name));
        await using var given = new ChatClientHost(new SmallClient(metadata: metadata), new ChatClientOptions { Name = "lab", Models = ["a", "b"], Capabilities = ["completion", "tools"] });
        var models = (await given.ProbeAsync(Token)).Models;
        Assert.Equal(("lab", "a,b"), (given.Address, string.Join(",", models.Select(m => m.Name))));
        Assert.Equal("tools", models[0].Listing.GetProperty("capabilities")[1].GetString());
    }

    [Fact]
    public async Task A_client_without_a_name_for_its_model_is_not_told_one()
    {
        var client = new SmallClient();
        await using var host = new ChatClientHost(client);
        Assert.Equal("default", Assert.Single((await host.ProbeAsync(Token)).Models).Name);
        await Seen.AllAsync(host.RunAsync(Hi with { Model = "default" }, Token), Token);
        Assert.Null(client.Options!.ModelId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_is_disposed_of_only_by_its_owner(bool owns)
    {
        var client = new SmallClient();
        await new ChatClientHost(client, new ChatClientOptions { OwnsClient = owns }).DisposeAsync();
        Assert.Equal(owns, client.IsDisposed);
    }

    private static async Task UntilTextAsync(IAsyncEnumerator<ModelOutput> answer)
    {
        do
            Assert.True(await answer.MoveNextAsync());
        while (answer.Current.Kind != OutputKind.Text);
    }

    private static async Task<List<Seen>> RunAsync(SmallClient client, ModelRequest? request = null)
    {
        await using var host = new ChatClientHost(client);
        return await Seen.AllAsync(host.RunAsync(request ?? Hi, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token);
    }

    private static SmallClient Telling(params ChatResponseUpdate[] updates) => new((_, _) => updates.ToAsyncEnumerable());

    private static async IAsyncEnumerable<ChatResponseUpdate> ThenThrowAsync(Exception thrown)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "first");
        throw thrown;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> UntilCancelledAsync(
        TaskCompletionSource cancelled,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "first");
        await using var _ = cancellationToken.Register(cancelled.SetResult);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> DeafAsync(Task comesBack, TaskCompletionSource disposed)
    {
        try
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "first");
            await comesBack;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "late");
        }
        finally
        {
            disposed.SetResult();
        }
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
