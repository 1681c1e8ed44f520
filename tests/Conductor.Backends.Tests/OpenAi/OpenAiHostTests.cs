using Conductor.Backends.OpenAi;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.OpenAi;

public sealed class OpenAiHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ModelRequest Request = new() { Model = "m", Messages = [new ChatMessage("user", "Hi")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_goes_below_the_version_with_the_key()
    {
        var request = "";
        await using var server = new RawServer(async connection =>
        {
            request = await connection.RequestAsync();
            await connection.SendHeadAsync("text/event-stream");
            await connection.SendChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            await connection.UntilClosedAsync();
        });
        await using var host = new OpenAiHost(new OpenAiOptions { Url = new Uri(server.Url, "/v1"), ApiKey = "secret" });
        var seen = await Seen.AllAsync(host.RunAsync(Request, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Equal(("Hi", StreamEnd.Completed), (seen.Text(), seen.Ending().End));
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer secret\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_and_terminator_that_never_come_are_not_waited_for_without_end()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendHeadAsync("text/event-stream");
            await connection.SendChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n");
            await connection.UntilClosedAsync();
        });
        await using var host = new OpenAiHost(new OpenAiOptions { Url = new Uri(server.Url, "/v1") }, time);
        var running = Seen.AllAsync(host.RunAsync(Request, Token), Token);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Token).WaitAsync(Deadline, TimeProvider.System, Token);
        time.Advance(TimeSpan.FromSeconds(1));
        var seen = await running.WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Equal(("Hi", StreamEnd.Completed, "stop"), (seen.Text(), seen.Ending().End, seen.Usage().FinishReason));
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Durations_are_measured_here()
    {
        var time = new VirtualTime();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendHeadAsync("text/event-stream");
            await asked.Task;
            await connection.SendChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
            await connection.UntilClosedAsync();
        });
        await using var host = new OpenAiHost(new OpenAiOptions { Url = new Uri(server.Url, "/v1") }, time);
        await using var answer = host.RunAsync(Request, Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        Assert.True(await answer.MoveNextAsync());
        time.Advance(TimeSpan.FromSeconds(2));
        asked.SetResult();
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(OutputKind.Text, answer.Current.Kind);
        time.Advance(TimeSpan.FromSeconds(3));
        await server.Connections.Single().SendChunkAsync("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n");
        Assert.True(await answer.MoveNextAsync());
        var usage = answer.Current.Usage!;
        Assert.Equal((5_000_000_000L, 2_000_000_000L, 3_000_000_000L, 2L), (usage.TotalDuration, usage.PromptEvalDuration, usage.EvalDuration, usage.EvalCount));
    }

    [Fact]
    public async Task A_request_that_only_loads_is_answered_at_once()
    {
        await using var host = new OpenAiHost(new OpenAiOptions { Url = new Uri("http://127.0.0.1:1/v1") });
        var seen = await Seen.AllAsync(host.RunAsync(new ModelRequest { Model = "m" }, Token), Token);
        Assert.Equal(("load", StreamEnd.Completed), (seen.Usage().FinishReason, seen.Ending().End));
    }

    [Fact]
    public async Task A_probe_lists_models_as_an_Ollama_would_and_counts_them_as_resident()
    {
        var findings = await ProbeAsync(200, """{"object":"list","data":[{"id":"qwen3:8b","object":"model","created":1755000000,"owned_by":"me"},{"id":"b"},{"no":"id"}]}""");
        Assert.True(findings.IsReachable);
        Assert.Equal(["qwen3:8b", "b"], findings.Models.Select(m => m.Name));
        Assert.Equal(["qwen3:8b", "b"], findings.Resident.Select(m => m.Name));
        Assert.Equal("2025-08-12T12:00:00Z", findings.Models[0].Listing.GetProperty("modified_at").GetString());
    }

    [Fact]
    public async Task An_empty_list_may_be_null() => Assert.Empty((await ProbeAsync(200, """{"data":null}""")).Models);

    [Fact]
    public async Task Models_that_the_operator_wrote_down_need_no_list()
    {
        var findings = await ProbeAsync(404, "{}", "mine");
        Assert.Equal("mine", Assert.Single(findings.Models).Name);
        Assert.True(findings.IsReachable);
        Assert.Equal("mine", Assert.Single((await ProbeAsync(200, """{"data":[{"id":"other"}]}""", "mine")).Models).Name);
    }

    [Theory]
    [InlineData(200, "{}", "Does its URL end with the version")]
    [InlineData(401, """{"error":{"message":"bad key"}}""", "401: bad key")]
    [InlineData(404, "{}", "404")]
    [InlineData(200, "[", "not whole JSON")]
    public async Task A_server_that_is_something_else_is_a_problem(int status, string body, string words)
    {
        var findings = await ProbeAsync(status, body);
        Assert.False(findings.IsReachable);
        Assert.Contains(words, findings.Problem, StringComparison.Ordinal);
    }

    private static async Task<HostFindings> ProbeAsync(int status, string body, params string[] models)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendWholeAsync(status, "application/json", body);
        });
        await using var host = new OpenAiHost(new OpenAiOptions { Url = new Uri(server.Url, "/v1"), Models = models });
        return await host.ProbeAsync(Token).WaitAsync(Deadline, TimeProvider.System, Token);
    }
}
