using System.Net;
using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests.Pages;

/// <summary>The page that <c>serve</c> has at <c>/chat</c>, in a real browser: who gets to it, and the conversations in it.</summary>
public sealed class PageListTests() : ServedPage("llama3.2")
{
    [Fact]
    public async Task The_page_lists_finds_opens_names_and_deletes_conversations_and_comes_back_to_the_one_that_it_showed()
    {
        await using var tab = await BrowserTab.StartAsync();
        var page = tab.Page;
        await using var client = await ConductorClient.ConnectAsync($"ws://127.0.0.1:{Url.Port}", cancellationToken: Token);
        var whales = await client.NewConversationAsync("Whales", cancellationToken: Token);
        Ollama.Next(Answer.Text("They sing."));
        await EndAsync(whales, "Do they sing?");
        await client.NewConversationAsync("Stars", cancellationToken: Token);
        await page.GotoAsync($"{Url}chat");
        await tab.SeesAsync("#list", "Stars");

        // Found by what was said in it.
        await page.FillAsync("#words", "they sing");
        await tab.UntilAsync("() => document.querySelectorAll('#list li').length === 1");
        await page.ClickAsync("#list .go");
        await tab.SeesAsync("#talk", "They sing.");
        await page.ClickAsync("#list .rename");
        await page.FillAsync("#list input", "Singing whales");
        await page.PressAsync("#list input", "Enter");
        await tab.SeesAsync("#list", "Singing whales");
        Assert.Equal("Singing whales", (await whales.OpenAsync(cancellationToken: Token)).Conversation.Title);

        // Said there, answered there, and there after the page was loaded anew.
        Ollama.Next(Answer.Text("Mostly in winter."));
        await tab.SayAsync("When?");
        await tab.SeesAsync("#talk", "Mostly in winter.");
        await page.ReloadAsync();
        await tab.SeesAsync("#talk", "Mostly in winter.");
        Assert.Equal(["Do they sing?", "They sing.", "When?", "Mostly in winter."], await tab.LinesAsync());

        // A new one is empty; the browser's own way back leads back.
        await page.ClickAsync("#new");
        await tab.UntilAsync("() => document.querySelectorAll('#talk article').length === 0 && document.querySelector('li[aria-current]')?.textContent.includes('Untitled')");
        await page.GoBackAsync();
        await tab.SeesAsync("#talk", "Mostly in winter.");

        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.ClickAsync("li[aria-current] .delete");
        await tab.UntilAsync("() => !document.querySelector('#talk').textContent.includes('winter') && !document.querySelector('#list').textContent.includes('whales')");
        Assert.DoesNotContain((await client.ListConversationsAsync(cancellationToken: Token)).Page, one => one.ConversationId == whales.Id);
        tab.HadNoFaults();
    }

    [Theory]
    [InlineData("--set", "keys.required=on")]
    [InlineData("--set", "keys.required=off")]
    public async Task The_page_works_from_another_machine_over_plain_http(params string[] options)
    {
        await using var tab = await BrowserTab.StartAsync("conductor.example");
        await using var everywhere = new CommandLine();
        everywhere.Environment["OLLAMA_HOST"] = Ollama.Url.Authority;
        var secret = (await everywhere.RunAsync("token", "add", "anna")).Output.Trim();
        var serve = everywhere.Start(["serve", "--http", "0.0.0.0:0", .. options]);
        var others = await serve.LineAsync("  others");
        var port = new Uri(others.Split(' ')[^1]).Port;
        Ollama.Next(Answer.Text("Hello, you there."));

        await tab.Page.GotoAsync($"http://conductor.example:{port}/#token={secret}");
        Assert.False(await tab.Page.EvaluateAsync<bool>("isSecureContext"));
        await tab.SeesAsync("#status", "connected");
        await tab.SayAsync("Hello from afar.");

        await tab.SeesAsync("#talk", "Hello, you there.");
        tab.HadNoFaults();
    }

    [Fact]
    public async Task A_browser_that_opens_the_conductor_gets_the_page_and_everybody_else_the_words_of_an_Ollama()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var accept in new[] { null, "*/*", "application/json" })
        {
            using var plain = await AskAsync(client, accept);
            Assert.Equal((HttpStatusCode.OK, "Ollama is running"), (plain.StatusCode, await plain.Content.ReadAsStringAsync(Token)));
        }
        using var led = await AskAsync(client, "text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Equal((HttpStatusCode.Redirect, "/chat"), (led.StatusCode, led.Headers.Location?.ToString()));
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient client, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, Token);
    }

    private static async Task EndAsync(ConductorConversation conversation, string prompt)
    {
        await foreach (var _ in conversation.AskAsync(prompt, cancellationToken: Token).WithCancellation(Token))
        {
            // To its end.
        }
    }
}
