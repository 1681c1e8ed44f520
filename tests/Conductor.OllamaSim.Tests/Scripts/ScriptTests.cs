namespace Conductor.OllamaSim.Tests.Scripts;

public sealed class ScriptTests : SimTest
{
    [Fact]
    public async Task Steps_come_in_their_order_then_what_is_always_then_health()
    {
        var sim = Start();
        var script = sim.Script("llama3.2").Always(Answer.Text("always")).Next(Answer.Text("one")).Then(Answer.Text("two"), Answer.Text("three")).Times(2, Answer.Text("four"));
        Assert.Equal(5, script.Left);
        foreach (var expected in new[] { "one", "two", "three", "four", "four", "always", "always" }) Assert.Equal(expected, await AskAsync(sim));
        script.Clear();
        Assert.Equal(60, (await AskAsync(sim)).Split(' ').Length);
    }

    [Fact]
    public async Task A_condition_comes_before_the_queue_and_uses_nothing_up()
    {
        var sim = Start();
        sim.Script().Next(Answer.Text("queued")).When(request => request.Prompt == "special", Answer.Text("conditional"));
        Assert.Equal("conditional", await AskAsync(sim, "special"));
        Assert.Equal("queued", await AskAsync(sim));
    }

    [Fact]
    public async Task The_whole_host_comes_before_the_path_the_path_before_the_model_and_the_model_before_any()
    {
        var sim = Start();
        sim.Next(Answer.Text("any"));
        sim.Script("LLAMA3.2:latest").Next(Answer.Text("model"));
        sim.Route("/api/chat").Next(Answer.Text("route"));
        sim.Everything.Next(Answer.Text("everything"));
        foreach (var expected in new[] { "everything", "route", "model", "any" }) Assert.Equal(expected, await AskAsync(sim));
    }

    [Fact]
    public async Task A_span_behind_a_step_begins_with_its_first_request()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Text("first")).For(TimeSpan.FromSeconds(10), Answer.Text("span")).Then(Answer.Text("last"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first", await AskAsync(sim));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("span", await AskAsync(sim));
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("span", await AskAsync(sim));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("last", await AskAsync(sim));
    }

    [Fact]
    public async Task A_load_uses_no_step_up()
    {
        var sim = Start();
        sim.Next(Answer.Text("mine"));
        await Raw.AskAsync(sim, "/api/chat", """{"model":"llama3.2"}""");
        Assert.Equal("mine", await AskAsync(sim));
    }

    [Fact]
    public async Task Healing_forgets_every_script()
    {
        var sim = Start();
        sim.Always(Fault.Status(500));
        sim.Everything.Always(Fault.Status(500));
        sim.Route("/api/chat").Always(Fault.Status(500));
        sim.Script("llama3.2").Always(Fault.Status(500));
        sim.Heal();
        Assert.Equal(60, (await AskAsync(sim)).Split(' ').Length);
    }

    [Fact]
    public async Task The_program_and_the_code_share_the_names_of_faults()
    {
        foreach (var usage in Fault.Usages)
        {
            var text = usage.Split('[')[0] switch
            {
                var plain when !plain.Contains(':', StringComparison.Ordinal) => plain,
                var with => $"{with.Split(':')[0]}:3",
            };
            Assert.NotNull(Fault.Parse(text));
        }
        Assert.Equal(Fault.Crlf.And(Fault.CutAfter(40)), Fault.Parse("crlf, cut-after:40"));
        Assert.Contains("cut-after:TOKENS", Assert.Throws<FormatException>(() => Fault.Parse("nope")).Message, StringComparison.Ordinal);
        Assert.Contains("'cut-after:x' is not 'cut-after:TOKENS'", Assert.Throws<FormatException>(() => Fault.Parse("cut-after:x")).Message, StringComparison.Ordinal);
        var sim = Start();
        sim.Next(Fault.Parse("too-many-requests:90s"));
        Assert.Contains("Retry-After: 90", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(OllamaSimulator sim, string prompt = "hi") =>
        Faults.Protocols.TextOf(await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat.Replace("\"hi\"", $"\"{prompt}\"", StringComparison.Ordinal)));
}
