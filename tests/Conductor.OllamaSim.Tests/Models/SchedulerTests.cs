namespace Conductor.OllamaSim.Tests.Models;

public sealed class SchedulerTests : SimTest
{
    [Fact]
    public async Task A_model_takes_its_time_to_load_and_only_once()
    {
        var sim = StartOnVirtualTime(new SimModel("slow") { LoadTime = TimeSpan.FromSeconds(5) });
        using var first = await PostAsync(sim, "slow");
        using var second = await PostAsync(sim, "slow");
        await ArrivedAsync(sim, 2);
        await Time.WaitForTimersAsync(1, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(0, first.Socket.Available);
        Assert.False(sim.Model("slow").IsLoaded);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Contains("\"load_duration\":5000000000", await first.ReadUntilAsync("\"done\":true"), StringComparison.Ordinal);
        await second.ReadUntilAsync("\"done\":true");
        Assert.Equal(1, sim.Model("slow").Loads);
    }

    [Fact]
    public async Task A_load_is_given_up_when_its_only_caller_leaves()
    {
        var sim = StartOnVirtualTime(new SimModel("slow") { LoadTime = TimeSpan.FromSeconds(5) });
        var raw = await PostAsync(sim, "slow");
        var request = await sim.Requests.NextAsync(Cancelled);
        await Time.WaitForTimersAsync(1, Cancelled);
        raw.Dispose();
        await request.ClosedByClient;
        await sim.WaitForIdleAsync(Cancelled);
        Assert.Equal("""{"models":[]}""", Raw.BodyOf(await Raw.GetAsync(sim, "/api/ps")));
    }

    [Fact]
    public async Task Slots_are_given_first_come_first_served_and_never_more_than_parallel()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => new TokenGate()).ToArray();
        var sim = Start(new SimOptions { Parallel = 2 });
        sim.Next([.. gates.Select(gate => Answer.Tokens(1).Gated(gate))]);
        var (turns, callers) = (new List<SimRequest>(), new List<IDisposable>());
        for (var turn = 0; turn < 4; turn++)
        {
            // Held, or the collector would close a connection that nobody has any more.
            callers.Add(await PostAsync(sim, "llama3.2"));
            turns.Add(await sim.Requests.NextAsync(Cancelled));
        }
        await Task.WhenAll(turns[0].Answering, turns[1].Answering);
        Assert.Equal((2, 2), (sim.Model("llama3.2").Running, sim.Model("llama3.2").Waiting));
        gates[1].Open();
        await turns[2].Answering;
        Assert.False(turns[3].Answering.IsCompleted);
        foreach (var gate in gates) gate.Open();
        await Task.WhenAll(turns.Select(turn => turn.Ended));
        Assert.Equal(2, sim.Model("llama3.2").PeakRunning);
        callers.ForEach(caller => caller.Dispose());
    }

    [Fact]
    public async Task One_who_leaves_while_waiting_for_a_slot_frees_his_place()
    {
        var gate = new TokenGate();
        var sim = Start(new SimOptions { Parallel = 1 });
        sim.Next(Answer.Tokens(1).Gated(gate));
        using var running = await PostAsync(sim, "llama3.2");
        await (await sim.Requests.NextAsync(Cancelled)).Answering;
        var leaving = await PostAsync(sim, "llama3.2");
        var left = await sim.Requests.NextAsync(Cancelled);
        using var patient = await PostAsync(sim, "llama3.2");
        await sim.Requests.NextAsync(Cancelled);
        leaving.Dispose();
        await left.ClosedByClient;
        gate.Open();
        await patient.ReadUntilAsync("\"done\":true");
        Assert.Equal(0, left.SentBytes);
    }

    [Fact]
    public async Task The_oldest_idle_model_with_the_shortest_keep_alive_is_evicted_for_another()
    {
        var sim = Start(new SimOptions { Models = ["a", "b", "c"], MaxLoadedModels = 2 });
        await LoadAsync(sim, "a", "10m");
        await LoadAsync(sim, "b", "1m");
        await LoadAsync(sim, "c", "5m");
        Assert.Equal((true, false, true), (sim.Model("a").IsLoaded, sim.Model("b").IsLoaded, sim.Model("c").IsLoaded));
        Assert.Equal(1, sim.Model("b").Evictions);
    }

    [Fact]
    public async Task While_the_head_of_the_line_waits_for_an_eviction_all_behind_it_wait()
    {
        var gate = new TokenGate();
        var sim = Start(new SimOptions { Models = ["a", "b", "c"], MaxLoadedModels = 1 });
        sim.Script("a").Next(Answer.Tokens(1).Gated(gate));
        using var a = await PostAsync(sim, "a");
        await (await sim.Requests.NextAsync(Cancelled)).Answering;
        using var b = await PostAsync(sim, "b");
        var second = await sim.Requests.NextAsync(Cancelled);
        using var c = await PostAsync(sim, "c");
        await sim.Requests.NextAsync(Cancelled);
        // A request for what is loaded goes past the line, and can keep the head waiting.
        using var fast = await PostAsync(sim, "a");
        await fast.ReadUntilAsync("\"done\":true");
        Assert.False(second.Answering.IsCompleted);
        gate.Open();
        await b.ReadUntilAsync("\"done\":true");
        await c.ReadUntilAsync("\"done\":true");
        Assert.Equal((1, 1, 1), (sim.Model("a").Evictions, sim.Model("b").Evictions, sim.Model("c").Loads));
        Assert.Equal(2, sim.PeakQueue);
    }

    [Fact]
    public async Task A_full_line_is_refused_in_Ollamas_words()
    {
        var sim = StartWith(new SimOptions { Models = [new("slow") { LoadTime = TimeSpan.FromSeconds(5) }, "other"], MaxLoadedModels = 1, MaxQueue = 1 });
        using var loading = await PostAsync(sim, "slow");
        await ArrivedAsync(sim, 1);
        await Time.WaitForTimersAsync(1, Cancelled);
        using var waiting = await PostAsync(sim, "other");
        await ArrivedAsync(sim, 1);
        var refused = await Raw.AskAsync(sim, "/api/chat", Raw.Chat.Replace("llama3.2", "other", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 503 Service Unavailable", refused, StringComparison.Ordinal);
        Assert.Equal("""{"error":"server busy, please try again.  maximum pending requests exceeded"}""", Raw.BodyOf(refused));
    }

    [Fact]
    public async Task Another_num_ctx_reloads_and_none_does_not()
    {
        var sim = Start();
        await Raw.AskAsync(sim, "/api/chat", WithOptions("{\"num_ctx\":8192}"));
        await Raw.AskAsync(sim, "/api/chat", Raw.Chat);
        await Raw.AskAsync(sim, "/api/chat", WithOptions("{\"num_ctx\":8192,\"temperature\":1}"));
        Assert.Equal((1, 8192), (sim.Model("llama3.2").Loads, sim.Model("llama3.2").NumCtx));
        await Raw.AskAsync(sim, "/api/chat", WithOptions("{\"num_ctx\":2048}"));
        await Raw.AskAsync(sim, "/api/chat", WithOptions("{\"num_gpu\":1}"));
        Assert.Equal(3, sim.Model("llama3.2").Loads);
    }

    [Fact]
    public async Task An_idle_model_goes_after_its_keep_alive_and_the_last_request_sets_it()
    {
        var sim = StartOnVirtualTime();
        await LoadAsync(sim, "llama3.2", "1h");
        await LoadAsync(sim, "llama3.2", "90s");
        Time.Advance(TimeSpan.FromSeconds(89));
        Assert.True(sim.Model("llama3.2").IsLoaded);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(sim.Model("llama3.2").IsLoaded);
    }

    [Fact]
    public async Task Five_minutes_is_the_rule_and_a_negative_time_is_for_ever()
    {
        var sim = StartOnVirtualTime("a", "b");
        await Raw.AskAsync(sim, "/api/generate", """{"model":"a"}""");
        await Raw.AskAsync(sim, "/api/generate", """{"model":"b","keep_alive":-1}""");
        await sim.WaitForIdleAsync(Cancelled);
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((false, true), (sim.Model("a").IsLoaded, sim.Model("b").IsLoaded));
        Assert.Contains("\"expires_at\":\"2322-", await Raw.GetAsync(sim, "/api/ps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_in_use_does_not_expire()
    {
        var gate = new TokenGate();
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens(1).Gated(gate));
        using var raw = await PostAsync(sim, "llama3.2");
        await (await sim.Requests.NextAsync(Cancelled)).Answering;
        Time.Advance(TimeSpan.FromHours(1));
        Assert.True(sim.Model("llama3.2").IsLoaded);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_gives_500_to_all_who_wait()
    {
        var sim = Start(new SimModel("broken") { LoadError = "llama runner process has terminated: exit status 2" });
        var answer = await Raw.AskAsync(sim, "/api/generate", """{"model":"broken","prompt":"x"}""");
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.EndsWith("{\"error\":\"llama runner process has terminated: exit status 2\"}", answer, StringComparison.Ordinal);
        Assert.False(sim.Model("broken").IsLoaded);
    }

    [Fact]
    public async Task A_plain_server_never_evicts()
    {
        var sim = Start(new SimOptions { Flavor = SimFlavor.OpenAi, Models = ["a", "b"], MaxLoadedModels = 1 });
        foreach (var model in new[] { "a", "b", "a" }) await Raw.AskAsync(sim, "/v1/chat/completions", Raw.Chat.Replace("llama3.2", model, StringComparison.Ordinal));
        Assert.Equal((1, 1), (sim.Model("a").Loads, sim.Model("b").Loads));
    }

    private OllamaSimulator StartWith(SimOptions options) => Start(options with { Time = Time });

    private static Task<string> LoadAsync(OllamaSimulator sim, string model, string keepAlive) =>
        Raw.AskAsync(sim, "/api/generate", $"{{\"model\":\"{model}\",\"keep_alive\":\"{keepAlive}\"}}");

    private static string WithOptions(string options) => Raw.Chat.Replace("\"messages\"", $"\"options\":{options},\"messages\"", StringComparison.Ordinal);

    private static async Task<Raw> PostAsync(OllamaSimulator sim, string model)
    {
        var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat.Replace("llama3.2", model, StringComparison.Ordinal));
        return raw;
    }

    private static async Task ArrivedAsync(OllamaSimulator sim, int count)
    {
        for (; count > 0; count--) await sim.Requests.NextAsync(Cancelled);
    }
}
