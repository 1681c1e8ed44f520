namespace Conductor.OllamaSim.Tests.Faults;

public sealed class RefusalTests : SimTest
{
    private OllamaSimulator For(string protocol) => Start(new SimOptions { Flavor = Protocols.FlavorOf(protocol) });

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F01_a_429_names_its_time_once_and_the_next_request_is_answered(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.TooManyRequests(TimeSpan.FromSeconds(1.2)));
        var refused = await Protocols.AskAsync(sim, protocol);
        Assert.StartsWith("HTTP/1.1 429 Too Many Requests\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 2\r\n", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Protocols.AskAsync(sim, protocol), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task F02_F04_F16_a_status_can_last_for_ever_in_each_protocols_shape(int status)
    {
        var (ollama, plain) = (Start(), Start(new SimOptions { Flavor = SimFlavor.OpenAi }));
        ollama.Always(Fault.Status(status));
        plain.Always(Fault.Status(status));
        for (var round = 0; round < 3; round++)
        {
            var native = await Raw.AskAsync(ollama, "/api/chat", Raw.Chat);
            Assert.StartsWith($"HTTP/1.1 {status} ", native, StringComparison.Ordinal);
            Assert.Matches("^\\{\"error\":\"[^\"]+\"\\}$", Raw.BodyOf(native));
            Assert.DoesNotContain("Retry-After", native, StringComparison.Ordinal);
            Assert.Matches("^\\{\"error\":\\{\"message\":\"[^\"]+\",\"type\":\"api_error\",\"param\":null,\"code\":", Raw.BodyOf(await Raw.AskAsync(plain, "/v1/chat/completions", Raw.Chat)));
        }
    }

    [Fact]
    public async Task F03_one_500_is_followed_by_health()
    {
        var sim = Start();
        sim.Script("llama3.2").Next(Fault.Status(500));
        Assert.StartsWith("HTTP/1.1 500", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.Equal([SimEnding.Faulted, SimEnding.Completed], sim.Requests.All.Select(request => request.Ending));
    }

    [Fact]
    public async Task F12_F13_a_400_says_why_in_each_protocols_shape()
    {
        var (ollama, plain) = (Start(), Start(new SimOptions { Flavor = SimFlavor.OpenAi }));
        foreach (var sim in new[] { ollama, plain }) sim.Next(Fault.ContextLengthExceeded, Fault.ContentRefused("too rude"));
        Assert.Equal("""{"error":"the input length exceeds the context length"}""", Raw.BodyOf(await Raw.AskAsync(ollama, "/api/chat", Raw.Chat)));
        Assert.Equal("""{"error":"too rude"}""", Raw.BodyOf(await Raw.AskAsync(ollama, "/api/chat", Raw.Chat)));
        var tooLong = await Raw.AskAsync(plain, "/v1/chat/completions", Raw.Chat);
        Assert.StartsWith("HTTP/1.1 400", tooLong, StringComparison.Ordinal);
        Assert.EndsWith("\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"context_length_exceeded\"}}", tooLong, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"too rude\"", await Raw.AskAsync(plain, "/v1/chat/completions", Raw.Chat), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F14_only_a_trailing_assistant_message_is_refused()
    {
        var sim = Start();
        sim.Always(Fault.RefuseTrailingAssistant);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.Equal(SimEnding.Completed, sim.Requests.All[0].Ending);
        var trailing = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"so f"}]}""";
        Assert.StartsWith("HTTP/1.1 400", await Raw.AskAsync(sim, "/api/chat", trailing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F15_a_host_that_is_down_for_a_minute_is_up_after_it()
    {
        var sim = StartOnVirtualTime();
        sim.For(TimeSpan.FromSeconds(60), Fault.Status(503));
        Time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.StartsWith("HTTP/1.1 503", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/api/version"), StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F15_the_whole_host_can_be_down_its_probes_too()
    {
        var sim = StartOnVirtualTime();
        sim.Everything.For(TimeSpan.FromSeconds(60), Fault.Status(503));
        Assert.StartsWith("HTTP/1.1 503", await Raw.GetAsync(sim, "/api/version"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 503", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/api/version"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F19_a_web_page_or_a_redirect_can_come_instead(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.Html(), Fault.Html(502), Fault.Redirect(), Fault.Redirect("http://elsewhere.invalid/", 307));
        var page = await Protocols.AskAsync(sim, protocol);
        Assert.StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/html", page, StringComparison.Ordinal);
        Assert.Contains("<html>", page, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 502", await Protocols.AskAsync(sim, protocol), StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: /login\r\n", await Protocols.AskAsync(sim, protocol), StringComparison.Ordinal);
        var elsewhere = await Protocols.AskAsync(sim, protocol);
        Assert.StartsWith("HTTP/1.1 307", elsewhere, StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: http://elsewhere.invalid/\r\n", elsewhere, StringComparison.Ordinal);
        Assert.Contains("<h1>Log in</h1>", await Raw.GetAsync(sim, "/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_can_lie()
    {
        var sim = Start();
        sim.Route("/api/tags").Next(Fault.Body("""{"models":[{"name":"ghost:latest"}]}"""));
        Assert.Contains("ghost", await Raw.GetAsync(sim, "/api/tags"), StringComparison.Ordinal);
        Assert.Contains("llama3.2", await Raw.GetAsync(sim, "/api/tags"), StringComparison.Ordinal);
    }
}
