using System.Net;
using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests.Pages;

/// <summary>What a person has of the page: what is asked and answered, how it looks, how it ends, and what becomes of it when the road is bad.</summary>
public sealed class PageTalkTests() : ServedPage("llama3.2", "qwen3:8b")
{
    [Fact]
    public async Task An_answer_shows_its_reasoning_its_marks_and_who_gave_it()
    {
        await using var tab = await OpenAsync();
        var gate = new TokenGate();
        Ollama.Next(Answer.Text("# Sky\n\nIt is **blue** and `wide`:\n\n- by day\n- not by night\n\n```python\nprint('sky')\n```").Thinking("Rayleigh.").Counting(3, 12).Gated(gate));

        await tab.SayAsync("Why?");
        gate.Release(1);
        await tab.UntilAsync("() => document.querySelector('.thinking')?.open && document.querySelector('.thinking p').textContent.length > 0");
        gate.Open();
        await tab.SeesAsync("#talk .about", "tokens/s");

        Assert.Equal(
            ["Why?", "Sky", "blue", "wide", "by day|not by night", "print('sky')", "python", "Rayleigh.", "false"],
            await tab.Page.EvaluateAsync<string[]>(
                """
                () => [...["article.user .body", "h1:not(#title)", "strong", "p code", "ul", "pre code", ".code span", ".thinking p"].map(place => {
                  const found = document.querySelector(place.includes("h1") ? ".body h1" : place.includes("user") ? place : "#talk .answer " + place)
                  return found.tagName === "UL" ? [...found.children].map(one => one.textContent).join("|") : found.textContent
                }), String(document.querySelector(".thinking").open)]
                """));
        Assert.StartsWith("llama3.2", await tab.Page.InnerTextAsync("#talk .who"), StringComparison.Ordinal);
        Assert.Equal("", await tab.Page.InnerTextAsync("#talk .end"));
        tab.HadNoFaults();
    }

    [Fact]
    public async Task What_a_model_says_is_never_read_as_HTML_and_fetches_nothing()
    {
        await using var tab = await OpenAsync();
        var asked = new List<string>();
        tab.Page.Request += (_, request) => asked.Add(request.Url);
        const string Evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\n\n"
            + "[press](javascript:alert(1)) ![](https://evil.example/a.png) ![seen](https://evil.example/b.png)\n\n<b>bold</b>\n\n| <i>a</i> | b |\n|---|---|\n| `<u>` | [go](https://good.example/x) |";
        Ollama.Next(Answer.Text(Evil));

        await tab.SayAsync("<b>Be evil.</b>");
        await tab.SeesAsync("#talk .about", "llama3.2");

        Assert.Equal(0, await tab.Page.EvaluateAsync<int>("document.querySelectorAll('#talk img, #talk script, #talk b, #talk i, #talk u, #talk [onerror]').length"));
        Assert.Equal(
            ["https://evil.example/b.png", "https://good.example/x"],
            await tab.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#talk a')].map(one => one.href).filter(one => !one.endsWith('a.png'))"));
        Assert.Equal("<b>Be evil.</b>", await tab.Page.InnerTextAsync("#talk .user"));
        Assert.Contains("<script>", await tab.Page.InnerTextAsync("#talk .answer .body"), StringComparison.Ordinal);
        Assert.DoesNotContain(asked, url => url.Contains("evil", StringComparison.Ordinal));
        Assert.NotEqual("owned", await tab.Page.TitleAsync());
        tab.HadNoFaults();
    }

    [Fact]
    public async Task Who_stops_an_answer_reads_that_it_was_stopped_by_them_and_can_try_again()
    {
        await using var tab = await OpenAsync();
        var gate = new TokenGate();
        Ollama.Next(Answer.Tokens("one ", "two ", "three").Gated(gate), Answer.Text("All of it."));
        await tab.SayAsync("Count.");
        gate.Release(2);
        await tab.SeesAsync("#talk", "one two");

        await tab.Page.ClickAsync("#stop");
        await tab.SeesAsync("#talk .end", "stopped by you");
        await tab.UntilAsync("() => document.querySelector('#stop').hidden");
        await tab.Page.ClickAsync("#talk .retry");

        await tab.SeesAsync("#talk", "All of it.");
        await tab.UntilAsync("() => document.querySelectorAll('#talk article').length === 2 && document.querySelector('#talk .end').textContent === ''");
        Assert.DoesNotContain("CancelledByUser", await tab.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        tab.HadNoFaults();
    }

    [Fact]
    public async Task An_answer_that_a_host_does_not_give_ends_in_words()
    {
        await using var tab = await OpenAsync();
        Ollama.Always(Fault.Status(400, "no such wish"));

        await tab.SayAsync("Please.");

        await tab.SeesAsync("#talk .end", "not answered: the host refused");
        Assert.Contains("no such wish", await tab.Page.InnerTextAsync("#talk .end"), StringComparison.Ordinal);
        Assert.DoesNotContain("BackendRefused", await tab.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        tab.HadNoFaults();
    }

    [Fact]
    public async Task The_model_is_chosen_for_the_conversation_and_stays_chosen()
    {
        await using var tab = await OpenAsync();
        await tab.UntilAsync("() => [...document.querySelectorAll('#model option')].some(one => one.value === 'qwen3:8b')");

        await tab.Page.SelectOptionAsync("#model", "qwen3:8b");
        await tab.UntilAsync("() => ![...document.querySelectorAll('#model option')].some(one => one.value === '')");
        await tab.SayAsync("Who are you?");
        var request = await Ollama.Requests.NextGenerationAsync(Token).WaitAsync(CommandLine.Patience, Token);
        await tab.SeesAsync("#talk .who", "qwen3:8b");

        Assert.Equal("qwen3:8b", request.Model);
        await tab.Page.ReloadAsync();
        await tab.UntilAsync("() => document.querySelector('#model').value === 'qwen3:8b'");
        tab.HadNoFaults();
    }

    [Fact]
    public async Task Who_waits_is_told_for_what()
    {
        await using var tab = await OpenAsync();
        await using var client = await ConductorClient.ConnectAsync($"ws://127.0.0.1:{Url.Port}", cancellationToken: Token);
        var gate = new TokenGate();
        Ollama.Next(Answer.Tokens("I ", "hold ", "it.").Gated(gate), Answer.Text("Your turn."));
        var other = await client.NewConversationAsync("Before", cancellationToken: Token);
        await other.SayAsync("First.", cancellationToken: Token);
        await Ollama.Requests.NextGenerationAsync(Token).WaitAsync(CommandLine.Patience, Token);

        await tab.SayAsync("Second.");
        await tab.SeesAsync("#talk .stage", "in the queue");
        gate.Open();

        await tab.SeesAsync("#talk", "Your turn.");
        tab.HadNoFaults();
    }

    [Fact]
    public async Task What_is_said_while_the_road_is_cut_arrives_once_and_the_answer_goes_on_where_it_was()
    {
        await using var road = new RoughProxy(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, Url.Port), seed: 1);
        await using var tab = await OpenAsync(((IPEndPoint)road.Address).Port);
        var gate = new TokenGate();
        Ollama.Next(Answer.Tokens("one ", "two ", "three ", "four").Gated(gate), Answer.Text("And five."));
        await tab.SayAsync("Count.");
        gate.Release(2);
        await tab.SeesAsync("#talk", "one two");

        road.IsDown = true;
        await tab.SeesAsync("#status", "connecting again");
        await tab.SayAsync("Go on.");
        await tab.SeesAsync("#status", "as soon as");
        gate.Open();
        road.IsDown = false;

        await tab.SeesAsync("#talk", "And five.");
        await using var client = await ConductorClient.ConnectAsync($"ws://127.0.0.1:{Url.Port}", cancellationToken: Token);
        var kept = await client.MainConversation.OpenAsync(cancellationToken: Token).WaitAsync(CommandLine.Patience, Token);
        string[] all = ["Count.", "one two three four", "Go on.", "And five."];
        Assert.Equal(all.Order(), kept.Messages.Select(message => message.Content).Order());
        Assert.Equal(all.Order(), (await tab.LinesAsync()).Order());
        tab.HadNoFaults(butConnections: true);
    }

    private async Task<BrowserTab> OpenAsync(int? port = null)
    {
        var tab = await BrowserTab.StartAsync();
        await tab.Page.GotoAsync($"http://127.0.0.1:{port ?? Url.Port}/chat");
        await tab.SeesAsync("#status", "connected");
        return tab;
    }
}
