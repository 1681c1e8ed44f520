using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests.Terminal;

/// <summary><c>chat</c> as a person sees it: in a terminal of its own.</summary>
public sealed class PtyTests : IAsyncLifetime
{
    private readonly CommandLine _conductor = new();
    private readonly OllamaSimulator _ollama = OllamaSimulator.Start("llama3.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _conductor.Environment["OLLAMA_HOST"] = _ollama.Url.Authority;
        await _conductor.ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _conductor.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_is_styled_its_thoughts_are_dim_and_it_ends_with_who_answered_and_how_fast()
    {
        Assert.SkipUnless(CommandLine.HasTerminal, "There is no script(1) here to make a terminal with.");
        _ollama.Next(Answer.Text("This is **bold** and `code`.\n# Title\n").Thinking("let me see"));
        var chat = _conductor.StartInTerminal("chat", "--thinking");
        await chat.ShowsAsync("> ");

        await TypeAsync(chat, "one\n");
        await chat.ShowsAsync("tokens/s");
        await TypeAsync(chat, "\u0004");

        var (code, shown, _) = await chat.FinishAsync();
        Assert.Equal(0, code);
        Assert.Contains("\e[1mbold\e[22m", shown, StringComparison.Ordinal);
        Assert.Contains("\e[36mcode\e[39m", shown);
        Assert.Contains("\e[1;4mTitle", shown);
        Assert.Matches("\e\\[2mlet", shown);
        Assert.Contains("llama3.2:latest on ", shown);
        Assert.DoesNotContain("**", shown);
    }

    [Fact]
    public async Task While_an_answer_comes_its_pace_is_in_the_line_below_which_is_empty_again_afterwards()
    {
        Assert.SkipUnless(CommandLine.HasTerminal, "There is no script(1) here to make a terminal with.");
        var gate = new TokenGate();
        _ollama.Next(Answer.Tokens([.. Enumerable.Range(10_000, 2_000).Select(number => $"{number} ")]).Gated(gate));
        var chat = _conductor.StartInTerminal("chat");
        await chat.ShowsAsync("> ");
        await TypeAsync(chat, "count\n");

        // A quarter of a second after the first token at the soonest; each token is seen before the next one comes.
        for (var number = 10_000; !chat.Shown.Contains("tokens/s", StringComparison.Ordinal); number++)
        {
            gate.Release(1);
            await chat.ShowsAsync($"{number}");
        }
        Assert.Matches("\e7\e\\[B\r\e\\[0;2mllama3.2:latest on \\S+ · [0-9]+ tokens · [0-9.]+ tokens/s · [0-9.]+ s\e\\[0m\e\\[K\e8", chat.Shown);
        await TypeAsync(chat, "\u0003");
        await chat.ShowsAsync("\e7\e[B\r\e[K\e8");
        await chat.ShowsAsync("stopped");
        await TypeAsync(chat, "\u0004");
        Assert.Equal(0, (await chat.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_answer_and_at_the_prompt_leaves()
    {
        Assert.SkipUnless(CommandLine.HasTerminal, "There is no script(1) here to make a terminal with.");
        var gate = new TokenGate();
        gate.Release(2);
        _ollama.Next(Answer.Tokens("one ", "two ", "three ").Gated(gate));
        var chat = _conductor.StartInTerminal("chat");
        await chat.ShowsAsync("> ");
        await TypeAsync(chat, "count\n");
        var request = await _ollama.Requests.NextGenerationAsync(Token).WaitAsync(CommandLine.Patience, Token);
        await chat.ShowsAsync("two");

        await TypeAsync(chat, "\u0003");
        await request.ClosedByClient.WaitAsync(CommandLine.Patience, Token);
        await chat.ShowsAsync("stopped");
        await TypeAsync(chat, "/status\n");
        await chat.ShowsAsync("(connected)");
        await TypeAsync(chat, "\u0003");

        var (code, shown, _) = await chat.FinishAsync();
        Assert.True(code == 0, $"It ended with {code}, and had shown:\n{shown}");
    }

    [Fact]
    public async Task A_conductor_that_comes_back_is_noticed_and_the_chat_goes_on()
    {
        Assert.SkipUnless(CommandLine.HasTerminal, "There is no script(1) here to make a terminal with.");
        await using var other = new CommandLine();
        other.Environment["OLLAMA_HOST"] = _ollama.Url.Authority;
        var (serve, _) = await other.ServeAsync();
        var chat = other.StartInTerminal("chat");
        await chat.ShowsAsync("> ");

        await serve.SignalAsync("KILL");
        await chat.ShowsAsync("the connection is lost");
        await other.ServeAsync();
        await chat.ShowsAsync("connected again");
        _ollama.Next(Answer.Text("still here"));
        await TypeAsync(chat, "hello?\n");
        await chat.ShowsAsync("still here");
        await TypeAsync(chat, "/quit\n");

        Assert.Equal(0, (await chat.FinishAsync()).ExitCode);
    }

    private static async Task TypeAsync(RunningCommand chat, string keys)
    {
        await chat.Input.WriteAsync(keys.AsMemory(), Token);
        await chat.Input.FlushAsync(Token);
    }
}
