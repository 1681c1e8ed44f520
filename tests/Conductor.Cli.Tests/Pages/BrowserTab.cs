using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Conductor.Cli.Tests.Pages;

/// <summary>A real browser with one page, and all that went wrong in it.</summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentQueue<string> _faults = new();

    private BrowserTab(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.PageError += (_, fault) => _faults.Enqueue(fault);
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
                _faults.Enqueue(said.Text);
        };
    }

    public IPage Page { get; }

    /// <param name="names">Names that lead to this machine, as another machine's user would have written them.</param>
    public static async Task<BrowserTab> StartAsync(string? names = null, BrowserNewPageOptions? options = null)
    {
        // The gate installs one; a machine of somebody who develops may do without.
        Assert.SkipUnless(File.Exists(Chromium) || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, $"There is no browser at {Chromium}.");
        var playwright = await Playwright.CreateAsync();
        string[] arguments = ["--no-sandbox", "--disable-gpu", .. names is null ? [] : new[] { $"--host-resolver-rules=MAP {names} 127.0.0.1" }];
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = arguments });
        return new BrowserTab(playwright, browser, await browser.NewPageAsync(options));
    }

    /// <summary>Waits until a place has these words.</summary>
    public async Task SeesAsync(string place, string words) => await UntilAsync(
        "([place, words]) => document.querySelector(place)?.textContent.includes(words)", new[] { place, words });

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(string isSo, object? argument = null)
    {
        try
        {
            await Page.WaitForFunctionAsync(isSo, argument, new() { Timeout = 60_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Never so: {isSo} {string.Join(' ', argument as string[] ?? [])}\nShown: {await Page.InnerTextAsync("body")}\nFaults: {string.Join('\n', _faults)}");
        }
    }

    /// <summary>Types it, and sends it.</summary>
    public async Task SayAsync(string words)
    {
        await Page.FillAsync("#text", words);
        await Page.PressAsync("#text", "Enter");
    }

    /// <summary>All that was said, as it is shown.</summary>
    public Task<string[]> LinesAsync() => Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#talk .body')].map(said => said.textContent)");

    /// <summary>Nothing was thrown in the page, and the browser had nothing to complain of but, where that was made so, connections that broke.</summary>
    public void HadNoFaults(bool butConnections = false) =>
        Assert.DoesNotContain(_faults, fault => !butConnections || !(fault.StartsWith("WebSocket connection to ", StringComparison.Ordinal) || fault.StartsWith("Failed to load resource", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
