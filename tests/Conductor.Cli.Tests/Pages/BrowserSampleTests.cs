using System.Net;
using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests.Pages;

/// <summary>The browser sample, as it is, in a real browser, beside a terminal.</summary>
public sealed class BrowserSampleTests() : ServedPage("llama3.2")
{
    [Fact]
    public async Task A_person_leaves_the_page_stops_the_answer_in_the_terminal_and_finds_everything_in_place()
    {
        await using var tab = await BrowserTab.StartAsync();
        var page = tab.Page;
        await using var road = new RoughProxy(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, Url.Port), seed: 1);
        // From a server of somebody who tries it. An answer that the test made itself would be from nowhere, and pages from nowhere may not connect to this machine.
        await using var site = await PageSite.ServeAsync(Path.Combine(Root(), "samples", "BrowserSurface", "index.html"));
        await page.GotoAsync($"{site.Url}?ws=ws://127.0.0.1:{((IPEndPoint)road.Address).Port}/conductor/v1/ws");
        await tab.SeesAsync("#status", "connected");
        var gate = new TokenGate();
        Ollama.Next(Answer.Tokens("one ", "two ", "three ", "four").Gated(gate), Answer.Text("All is well."));
        var terminal = Served.Start("chat");

        await terminal.Input.WriteLineAsync("Count.");
        await terminal.Input.FlushAsync(Token);
        var asked = await Ollama.Requests.NextGenerationAsync(Token).WaitAsync(CommandLine.Patience, Token);
        gate.Release(2);
        await tab.SeesAsync("#talk", "one two");

        road.IsDown = true;
        await tab.SeesAsync("#status", "connecting again");
        await terminal.SignalAsync("INT");
        await asked.ClosedByClient.WaitAsync(CommandLine.Patience, Token);
        await terminal.Input.WriteLineAsync("And then?");
        terminal.Input.Close();
        Assert.Equal(0, (await terminal.FinishAsync()).ExitCode);

        road.IsDown = false;
        await tab.SeesAsync("#talk", "All is well.");
        var shown = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#talk p')].map(line => line.textContent)");
        var cut = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#talk p.cut')].map(line => line.textContent)");
        await using var client = await ConductorClient.ConnectAsync($"ws://127.0.0.1:{Url.Port}", cancellationToken: Token);
        var kept = await client.MainConversation.OpenAsync(cancellationToken: Token).WaitAsync(CommandLine.Patience, Token);
        Assert.Equal(["Count.", "one two ", "And then?", "All is well."], shown);
        Assert.Equal(["one two "], cut);
        Assert.Equal(kept.Messages.Select(message => message.Content), shown);

        Ollama.Next(Answer.Text("Good day, page."));
        await tab.SayAsync("From the page.");
        await tab.SeesAsync("#talk", "Good day, page.");
        tab.HadNoFaults(butConnections: true);
    }

    private static string Root()
    {
        var place = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(place!.FullName, "Conductor.sln")))
            place = place.Parent;
        return place.FullName;
    }
}
