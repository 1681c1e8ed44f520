using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

/// <summary><c>chat</c> at a conductor that runs: it is a surface like any other.</summary>
public sealed class SurfaceChatTests : IAsyncLifetime
{
    private readonly CommandLine _conductor = new();
    private readonly OllamaSimulator _ollama = OllamaSimulator.Start("llama3.2");

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
    public async Task What_was_said_is_there_when_one_comes_back()
    {
        _ollama.Next(Answer.Text("first"), Answer.Text("second"));

        var one = await _conductor.PipeAsync("one\n", "chat");
        var two = await _conductor.PipeAsync("two\n/history\n", "chat");

        Assert.Equal((0, "first\n"), (one.ExitCode, one.Output));
        Assert.Equal((0, "second\nfirst\nsecond\n"), (two.ExitCode, two.Output));
        Assert.Equal(["one", "first", "two"], _ollama.Requests.Generations[^1].Messages.Select(message => message.Content));
    }

    [Fact]
    public async Task Nothing_but_words_goes_into_a_pipe()
    {
        _ollama.Next(Answer.Text("**bold** and \e[31mred"));

        var chat = await _conductor.PipeAsync("one\n", "chat");

        Assert.Equal(("**bold** and \e[31mred\n", ""), (chat.Output, chat.Error));
    }

    [Fact]
    public async Task Several_lines_between_quotation_marks_are_said_at_once()
    {
        _ollama.Next(Answer.Text("first"), Answer.Text("second"));

        var chat = await _conductor.PipeAsync("\"\"\"one\n\n  /two\n\"\"\"\n\"\"\"three\"\"\"\n", "chat");

        Assert.Equal((0, "first\nsecond\n"), (chat.ExitCode, chat.Output));
        Assert.Equal(["one\n\n  /two", "first", "three"], _ollama.Requests.Generations[^1].Messages.Select(message => message.Content));
    }

    [Fact]
    public async Task Where_nothing_was_said_the_list_says_so_and_afterwards_it_has_the_first_words()
    {
        _ollama.Next(Answer.Text("first"));

        var none = await _conductor.RunAsync("conversations");
        await _conductor.PipeAsync("/new\nWhy is the sky blue?\n", "chat");
        var some = await _conductor.RunAsync("conversations");

        Assert.Equal((0, ""), (none.ExitCode, none.Output));
        Assert.Contains("There are no conversations yet", none.Error);
        Assert.Contains("Why is the sky blue?", some.Output);
    }

    [Fact]
    public async Task In_a_pipe_an_order_that_was_refused_shows_in_the_exit_code()
    {
        _ollama.Next(Answer.Text("all the same"));

        var chat = await _conductor.PipeAsync($"/rename {new string('x', 300)}\none\n", "chat");

        Assert.Equal((1, "all the same\n"), (chat.ExitCode, chat.Output));
        Assert.Contains("The title has 300 characters", chat.Error);
    }

    [Fact]
    public async Task Retry_and_edit_answer_anew()
    {
        _ollama.Next(Answer.Text("first"), Answer.Text("again"), Answer.Text("other"));

        var chat = await _conductor.PipeAsync("one\n/retry\n/edit two\n/history\n", "chat");

        Assert.Equal((0, "first\nagain\nother\nother\n"), (chat.ExitCode, chat.Output));
        Assert.Contains("» two", chat.Error);
    }

    [Fact]
    public async Task Conversations_are_begun_listed_and_switched()
    {
        _ollama.Next(Answer.Text("first"), Answer.Text("second"));

        var chat = await _conductor.PipeAsync("one\n/rename Main\n/new Other\ntwo\n/list\n/switch 2\n/history\n/status\n", "chat");
        var list = await _conductor.RunAsync("conversations");
        var found = await _conductor.RunAsync("conversations", "--search", "two");

        Assert.Equal((0, "first\nsecond\nfirst\n"), (chat.ExitCode, chat.Output));
        Assert.Equal(0, list.ExitCode);
        Assert.Contains("Main", list.Output);
        Assert.Contains("Other", list.Output);
        Assert.Equal("Other", Assert.Single(found.Output.Trim().Split('\n')).Split("  ")[^1].Trim());
    }

    [Fact]
    public async Task Ctrl_C_stops_an_answer_and_not_the_chat()
    {
        _ollama.Next(Answer.Tokens(10).Gated(new TokenGate()), Answer.Text("still here"));
        var chat = _conductor.Start("chat");
        await chat.Input.WriteLineAsync("think");
        await chat.Input.FlushAsync(TestContext.Current.CancellationToken);
        var request = await _ollama.Requests.NextGenerationAsync(TestContext.Current.CancellationToken);

        await chat.SignalAsync("INT");
        await request.ClosedByClient.WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
        await chat.Input.WriteLineAsync("and now?");
        chat.Input.Close();

        var finished = await chat.FinishAsync();
        Assert.Equal((0, "still here\n"), (finished.ExitCode, finished.Output));
    }

    [Fact]
    public async Task A_failed_answer_is_said_and_an_unknown_command_too()
    {
        _ollama.Next(Fault.Status(400), Answer.Text("better"));

        var chat = await _conductor.PipeAsync("one\n/nonsense\ntwo\n", "chat");

        Assert.Equal((0, "better\n"), (chat.ExitCode, chat.Output));
        Assert.Contains("There is no command /nonsense", chat.Error);
    }

    [Fact]
    public async Task Who_is_connected_is_listed_and_nobody_who_has_left()
    {
        var none = await _conductor.RunAsync("surfaces");
        await using (await ConductorClient.ConnectAsync(
            $"unix:{Path.Combine(_conductor.Home, "conductor", "conductor.sock")}", new ConductorClientOptions { Program = "a test 1.0" }, TestContext.Current.CancellationToken))
        {
            var one = await _conductor.RunAsync("surfaces");
            var json = await _conductor.RunAsync("surfaces", "--json");

            var line = Assert.Single(one.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains("Headless  a test 1.0", line);
            Assert.Contains("version 2", line);
            Assert.Contains("\"program\":\"a test 1.0\"", json.Output);
        }
        Assert.Equal((0, ""), (none.ExitCode, none.Output));
        // It has said goodbye; the conductor hears of it a moment later.
        var begun = TimeProvider.System.GetTimestamp();
        while ((await _conductor.RunAsync("surfaces")).Output != "")
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < CommandLine.Patience, "The surface is listed though it has left.");
    }

    [Fact]
    public async Task Without_a_conductor_there_are_no_surfaces_to_list()
    {
        var surfaces = await _conductor.RunAsync("surfaces", "--http", "127.0.0.1:1");

        Assert.Equal(1, surfaces.ExitCode);
        Assert.Contains("conductor serve", surfaces.Error);
    }

    [Fact]
    public async Task An_address_where_nobody_is_says_so()
    {
        var chat = await _conductor.PipeAsync("one\n", "chat", "--connect", "tcp:127.0.0.1:1");
        var wrong = await _conductor.PipeAsync("one\n", "chat", "--connect", "nowhere");

        Assert.Equal((1, 2), (chat.ExitCode, wrong.ExitCode));
        Assert.Contains("tcp:127.0.0.1:1", chat.Error);
        Assert.Contains("unix:/path", wrong.Error);
    }
}
