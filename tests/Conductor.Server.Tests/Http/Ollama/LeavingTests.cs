using Conductor.Actor;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Ollama;

/// <summary>A caller who leaves takes its turn along, wherever it is, and leaves no slot behind.</summary>
public sealed class LeavingTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""";
    private const string AskWhole = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":false}""";

    private static readonly ServedSettings OneAtATime = new() { Parallel = 1 };

    [Theory]
    [InlineData(Ask)]
    [InlineData(AskWhole)]
    public async Task Before_the_first_token_the_host_sees_the_close(string ask)
    {
        await using var sim = OllamaSimulator.Start();
        sim.Next(Fault.NeverAnswer);
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", ask);
        var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        connection.Dispose();
        await request.ClosedByClient.SoonAsync();
        await AssertTheSlotIsFreeAsync(conductor);
    }

    [Theory]
    [InlineData(Ask)]
    [InlineData(AskWhole)]
    public async Task In_the_middle_of_the_answer_the_host_sees_the_close(string ask)
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens(60).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", ask);
        gate.Release(5);
        var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        await request.SentTokensAsync(5, TestContext.Current.CancellationToken).SoonAsync();
        connection.Dispose();
        await request.ClosedByClient.SoonAsync();
        await AssertTheSlotIsFreeAsync(conductor);
    }

    [Fact]
    public async Task In_the_middle_of_a_burst_the_slot_comes_free_however_the_leaving_is_noticed()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Tokens(400_000));
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        for (var i = 0; i < 12; i++)
        {
            var connection = await RawConnection.OpenAsync(conductor.Url);
            await connection.PostAsync("/api/chat", Ask);
            // Each gets its turn only because the one before left nothing behind.
            var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
            await request.SentTokensAsync(1000, TestContext.Current.CancellationToken).SoonAsync();
            connection.Dispose();
        }
        await AssertTheSlotIsFreeAsync(conductor);
    }

    [Fact]
    public async Task While_the_model_loads_the_host_sees_the_close()
    {
        await using var sim = OllamaSimulator.Start(new SimModel("llama3.2") { LoadTime = TimeSpan.FromHours(1) }, "other");
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", Ask);
        var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        connection.Dispose();
        await request.ClosedByClient.SoonAsync();
    }

    [Fact]
    public async Task While_it_waits_in_the_queue_the_host_never_hears_of_it()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens(3).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        var first = conductor.PostTextAsync("/api/chat", Ask);
        await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        var waiting = await RawConnection.OpenAsync(conductor.Url);
        await waiting.PostAsync("/api/chat", Ask);
        while (await PositionOfAnotherAsync(conductor) == 0)
            Assert.False(first.IsCompleted);
        waiting.Dispose();
        while (await PositionOfAnotherAsync(conductor) == 1)
            Assert.False(first.IsCompleted);
        gate.Open();
        await first.SoonAsync();
        await AssertTheSlotIsFreeAsync(conductor);
        Assert.Equal(2, sim.Requests.Generations.Count);
    }

    [Fact]
    public async Task By_closing_only_its_own_half_it_leaves_too()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Next(Fault.NeverAnswer);
        await using var conductor = await ServedConductor.StartAsync(OneAtATime, sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", Ask);
        var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        connection.ShutdownSend();
        await request.ClosedByClient.SoonAsync();
        await AssertTheSlotIsFreeAsync(conductor);
    }

    /// <summary>How many wait before one that comes now; it is taken back at once.</summary>
    private static async Task<int?> PositionOfAnotherAsync(ServedConductor conductor)
    {
        var request = new ModelRequest { Model = "llama3.2", Messages = [new ChatMessage("user", "hi")] };
        var turn = await conductor.Conductor.StartTurnAsync(request, "another", TestContext.Current.CancellationToken);
        using var reader = turn.Log.OpenReader();
        int? position = null;
        while (!reader.HasEnded)
        {
            await reader.WaitAsync().AsTask().SoonAsync();
            while (reader.TryRead(out var entry))
                position ??= entry.Status?.Position;
            if (position is not null)
                turn.Conversation.Tell(new CancelTurn(turn.Turn, new Ending(StreamEnd.CancelledByUser)), ActorRefs.NoSender);
        }
        return position;
    }

    private static async Task AssertTheSlotIsFreeAsync(ServedConductor conductor) =>
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/chat", Ask).SoonAsync(), StringComparison.Ordinal);
}
