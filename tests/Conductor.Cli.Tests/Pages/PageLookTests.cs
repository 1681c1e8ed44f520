using System.Collections.Concurrent;
using System.Net;
using Conductor.Cli.Tests.Running;
using Microsoft.Playwright;

namespace Conductor.Cli.Tests.Pages;

/// <summary>The page as it comes and as it looks: on a telephone, in the dark, with a key, and closed to everybody else's pages.</summary>
public sealed class PageLookTests : IAsyncLifetime
{
    private readonly CommandLine _conductor = new();
    private Uri _url = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_, _url) = await _conductor.ServeAsync("--backend", "eliza");

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    [Fact]
    public async Task On_a_telephone_the_talk_has_the_screen_and_the_conversations_come_when_called()
    {
        await using var tab = await BrowserTab.StartAsync(options: new() { ViewportSize = new() { Width = 360, Height = 640 }, IsMobile = true, HasTouch = true });
        await tab.Page.GotoAsync($"{_url}chat");
        await tab.SeesAsync("#status", "connected");
        Assert.False(await tab.Page.IsVisibleAsync("#side"));
        await tab.Page.FillAsync("#text", $"I am unhappy. {new string('x', 300)}\nVery.");
        // Enter is a new line here; the button sends.
        await tab.Page.PressAsync("#text", "Enter");
        Assert.EndsWith("Very.\n", await tab.Page.InputValueAsync("#text"), StringComparison.Ordinal);
        await tab.Page.TapAsync("#say");
        await tab.SeesAsync("#talk .who", "eliza");

        Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"));
        Assert.True(await tab.Page.EvaluateAsync<bool>("document.querySelector('#say').getBoundingClientRect().bottom <= innerHeight"));
        await tab.Page.TapAsync("#menu");
        await tab.Page.WaitForSelectorAsync("#list .go");
        await tab.Page.TapAsync("#new");
        await tab.UntilAsync("() => document.querySelectorAll('#talk article').length === 0 && !document.querySelector('#side').classList.contains('open')");
        tab.HadNoFaults();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_is_dark_where_the_screen_is_and_legible_in_both(ColorScheme scheme)
    {
        await using var tab = await BrowserTab.StartAsync(options: new() { ColorScheme = scheme });
        await tab.Page.GotoAsync($"{_url}chat");
        await tab.SeesAsync("#status", "connected");

        var (paper, ink) = (await BrightnessAsync("backgroundColor"), await BrightnessAsync("color"));
        Assert.Equal(scheme == ColorScheme.Dark, paper < ink);
        Assert.True(Math.Abs(paper - ink) > 150, $"{paper} on {ink}");
        tab.HadNoFaults();

        Task<double> BrightnessAsync(string property) => tab.Page.EvaluateAsync<double>(
            "property => { const [r, g, b] = getComputedStyle(document.body)[property].match(/\\d+/g).map(Number); return .3 * r + .6 * g + .1 * b }", property);
    }

    [Fact]
    public async Task Enter_sends_and_shift_Enter_makes_a_line()
    {
        await using var tab = await BrowserTab.StartAsync();
        await tab.Page.GotoAsync($"{_url}chat");
        await tab.SeesAsync("#status", "connected");
        await tab.Page.Locator("#text").PressSequentiallyAsync("I am sad.");
        await tab.Page.PressAsync("#text", "Shift+Enter");
        await tab.Page.Locator("#text").PressSequentiallyAsync("And you?");
        await tab.Page.PressAsync("#text", "Enter");

        await tab.SeesAsync("#talk .who", "eliza");
        Assert.Equal("I am sad.\nAnd you?", await tab.Page.EvaluateAsync<string>("document.querySelector('#talk .user .body').textContent"));
        Assert.Equal("", await tab.Page.InputValueAsync("#text"));
        tab.HadNoFaults();
    }

    [Fact]
    public async Task Where_a_key_is_wanted_the_page_asks_for_it_and_keeps_it_for_the_tab()
    {
        await using var other = new CommandLine();
        var secret = (await other.RunAsync("token", "add", "anna")).Output.Trim();
        var (_, url) = await other.ServeAsync("--backend", "eliza", "--set", "keys.required=on");
        await using var tab = await BrowserTab.StartAsync();
        await tab.Page.GotoAsync($"{url}chat");

        await tab.Page.FillAsync("#secret", "cdr-wrong");
        await tab.Page.PressAsync("#secret", "Enter");
        await tab.UntilAsync("() => !document.querySelector('#key').hidden && document.querySelector('#secret').value === ''");
        await tab.Page.FillAsync("#secret", secret);
        await tab.Page.PressAsync("#secret", "Enter");
        await tab.SeesAsync("#status", "connected");
        await tab.Page.ReloadAsync();

        await tab.SeesAsync("#status", "connected");
        tab.HadNoFaults();
    }

    [Fact]
    public async Task A_connection_that_was_turned_away_and_goes_late_leaves_the_next_one_alone()
    {
        await using var tab = await BrowserTab.StartAsync();
        var sockets = new ConcurrentQueue<IWebSocketRoute>();
        var pongs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await tab.Page.RouteWebSocketAsync("**/conductor/v1/ws", socket =>
        {
            sockets.Enqueue(socket);
            var isFirst = sockets.Count == 1;
            socket.OnMessage(frame =>
            {
                if (frame.Text?.Contains("\"Handshake\"", StringComparison.Ordinal) == true)
                    socket.Send(isFirst
                        ? """{"HandshakeAck":{"accepted":false,"connection_id":"c","rejection_reason":"The token is missing.","protocol_version":2}}"""
                        : """{"Welcome":{"session_id":"s","server":"test","conversation_id":"00000000-0000-0000-0000-000000000000","limits":{}}}""");
                if (frame.Text?.Contains("\"Pong\"", StringComparison.Ordinal) == true)
                    pongs.TrySetResult();
            });
        });
        await tab.Page.GotoAsync($"{_url}chat");
        await tab.Page.FillAsync("#secret", "cdr-right");
        await tab.Page.PressAsync("#secret", "Enter");
        await tab.SeesAsync("#status", "connected");

        var (first, second) = (sockets.First(), sockets.Last());
        await first.CloseAsync();
        second.Send("""{"Ping":{"seq":1}}""");
        await pongs.Task.WaitAsync(CommandLine.Patience, Token);

        Assert.Equal("connected", await tab.Page.InnerTextAsync("#status"));
        Assert.Equal(2, sockets.Count);
        tab.HadNoFaults();
    }

    [Fact]
    public async Task It_comes_in_one_piece_with_rules_that_let_nothing_else_in()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(_url, "/chat"), Token);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var rules = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal(
            "default-src 'none'; script-src #; style-src #; require-trusted-types-for 'script'; trusted-types 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            string.Join("; ", rules.Split("; ").Select(rule => rule.IndexOf("'sha256-", StringComparison.Ordinal) is var at and >= 0 ? $"{rule[..at]}#" : rule)));
        Assert.DoesNotMatch("(src|href)=\"?(https?:)?//", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_page_whose_WebSocket_does_not_get_through_says_what_is_in_the_way()
    {
        await using var tab = await BrowserTab.StartAsync();
        using var client = new HttpClient();
        await using var proxy = PageSite.Serve(await client.GetByteArrayAsync(new Uri(_url, "/chat"), Token));

        await tab.Page.GotoAsync($"{proxy.Url}chat");

        await tab.SeesAsync("#status", "A proxy in front of it must pass them on");
        tab.HadNoFaults(butConnections: true);
    }
}
