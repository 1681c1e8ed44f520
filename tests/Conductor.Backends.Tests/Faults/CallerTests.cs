using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.OllamaSim;

namespace Conductor.Backends.Tests.Faults;

/// <summary>What the drivers do when it is the caller who leaves, waits or asks for much.</summary>
public sealed class CallerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DriverKind> Drivers => [DriverKind.Ollama, DriverKind.OpenAi];

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_hundred_callers_who_leave_in_the_middle_close_a_hundred_sockets(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        var gate = new TokenGate();
        gate.Release(2);
        driver.Sim.Always(Answer.Tokens(60).Gated(gate));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => driver.RunUntilAsync(2, cancel.Token)));
        // Half of them read, half of them are held up with a token in their hands.
        var reading = answers.Take(50).Select(answer => answer.MoveNextAsync().AsTask()).ToList();
        await cancel.CancelAsync();
        foreach (var request in driver.Sim.Requests.Generations)
            await request.ClosedByClient.WaitAsync(Driver.Deadline, TimeProvider.System, Token);
        foreach (var read in reading)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        foreach (var answer in answers)
            await answer.DisposeAsync();
        await driver.Sim.Connections.WaitForOpenAsync(0, Token).WaitAsync(Driver.Deadline, TimeProvider.System, Token);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_caller_who_does_not_read_holds_the_host_back_and_misses_nothing(DriverKind kind)
    {
        await using var driver = new Driver(kind, options: new SimOptions { SendBufferBytes = 16 * 1024 });
        driver.Sim.Next(Answer.Tokens(20_000));
        await using var answer = await driver.RunUntilAsync(1, Token);
        var request = await driver.Sim.Requests.NextGenerationAsync(Token);
        await request.BlockedAsync(Token).WaitAsync(Driver.Deadline, TimeProvider.System, Token);
        var texts = 1;
        while (answer.Current.Ending is null)
        {
            Assert.True(await answer.MoveNextAsync());
            texts += answer.Current.Kind == OutputKind.Text ? 1 : 0;
        }
        Assert.Equal((20_000, StreamEnd.Completed), (texts, answer.Current.Ending.End));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Answers_that_follow_each_other_share_a_connection(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
            // The connection is back when the last byte has been read, which nobody waits for.
            await driver.Sim.Requests.Generations[i].Ended.WaitAsync(Driver.Deadline, TimeProvider.System, Token);
        }
        Assert.InRange(driver.Sim.Connections.Accepted, 1, 3);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Thoughts_tool_calls_and_text_come_through_a_socket_as_they_do_from_memory(DriverKind kind)
    {
        await using var driver = new Driver(kind, new SimModel("llama3.2") { Capabilities = ["completion", "tools", "thinking"] });
        driver.Sim.Next(Answer.Text("I shall add.").Thinking("Two and two.").ThenToolCall("add", """{"a":2,"b":[2]}"""));
        var tools = System.Text.Json.JsonElement.Parse("""[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{}}}}]""");
        var seen = await driver.RunAsync(Driver.Request with { Parameters = [new("tools", tools), new("think", System.Text.Json.JsonElement.Parse("true"))] });
        Assert.Equal(("Two and two.", "I shall add."), (seen.Thinking(), seen.Text()));
        var call = System.Text.Json.JsonElement.Parse(Assert.Single(seen, s => s.Kind == OutputKind.ToolCall).Text).GetProperty("function");
        Assert.Equal(("add", """{"a":2,"b":[2]}"""), (call.GetProperty("name").GetString(), call.GetProperty("arguments").GetRawText()));
        Assert.Equal(StreamEnd.Completed, seen.Ending().End);
    }

    [Theory]
    [InlineData(DriverKind.Ollama)]
    [InlineData(DriverKind.OpenAi)]
    [InlineData(DriverKind.OllamaAsOpenAi)]
    public async Task A_probe_of_the_simulator_finds_its_models(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        var findings = await driver.Host.ProbeAsync(Token);
        Assert.True(findings.IsReachable, findings.Problem);
        Assert.StartsWith("llama3.2", Assert.Single(findings.Models).Name, StringComparison.Ordinal);
        Assert.Empty(driver.Sim.Requests.Generations);
    }

    [Fact]
    public async Task A_completion_runs_through_both_drivers()
    {
        foreach (var kind in Enum.GetValues<DriverKind>())
        {
            await using var driver = new Driver(kind);
            driver.Sim.Always(Answer.Echo);
            foreach (var raw in (string[])["false", "true"])
            {
                var seen = await driver.RunAsync(new ModelRequest
                {
                    Model = "llama3.2",
                    Shape = RequestShape.Generate,
                    Prompt = "to be or not",
                    Parameters = [new("raw", System.Text.Json.JsonElement.Parse(raw))],
                });
                Assert.Equal(("to be or not", StreamEnd.Completed), (seen.Text(), seen.Ending().End));
            }
        }
    }
}
