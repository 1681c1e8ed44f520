using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class ChatTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task A_conversation_is_remembered()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Next(Answer.Text("first"), Answer.Text("second"));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;

        var chat = await _conductor.PipeAsync("one\ntwo\n/quit\n", "chat");

        Assert.Equal((0, "first\nsecond\n"), (chat.ExitCode, chat.Output));
        Assert.Equal(["one", "first", "two"], ollama.Requests.Generations[^1].Messages.Select(message => message.Content));
    }

    [Fact]
    public async Task Without_a_conductor_what_was_said_is_there_the_next_time_too()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Next(Answer.Text("first"), Answer.Text("second"), Answer.Text("again"));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;
        await _conductor.PipeAsync("one\n", "chat");

        var chat = await _conductor.PipeAsync("two\n/retry\n/models\n/new Other\n/list\n/switch 2\n/history\n", "chat");

        Assert.Equal((0, "second\nagain\nfirst\nagain\n"), (chat.ExitCode, chat.Output));
        Assert.Equal(["one", "first", "two"], ollama.Requests.Generations[^1].Messages.Select(message => message.Content));
        Assert.Contains("llama3.2", chat.Error);
        Assert.Contains("Other", chat.Error);
    }

    [Fact]
    public async Task A_journal_that_another_holds_is_no_reason_not_to_chat()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Always(Answer.Text("hello"));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;
        await _conductor.ServeAsync();

        var chat = await _conductor.PipeAsync("one\n", "chat", "--backend", ollama.Url.ToString());

        Assert.Equal((0, "hello\n"), (chat.ExitCode, chat.Output));
        Assert.Contains("What is said here is not kept.", chat.Error);
    }

    [Fact]
    public async Task The_end_of_the_input_leaves()
    {
        var chat = await _conductor.PipeAsync("hello\n", "chat", "--backend", "eliza");

        Assert.Equal(0, chat.ExitCode);
        Assert.NotEqual("", chat.Output.Trim());
    }

    [Fact]
    public async Task Ctrl_C_stops_an_answer_and_not_the_chat()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Next(Answer.Tokens(10).Gated(new TokenGate()), Answer.Text("still here"));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;
        var chat = _conductor.Start("chat");
        await chat.Input.WriteLineAsync("think");
        await chat.Input.FlushAsync(TestContext.Current.CancellationToken);
        var request = await ollama.Requests.NextGenerationAsync(TestContext.Current.CancellationToken);

        await chat.SignalAsync("INT");
        await request.ClosedByClient.WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
        await chat.Input.WriteLineAsync("and now?");
        chat.Input.Close();

        var finished = await chat.FinishAsync();
        Assert.Equal((0, "still here\n"), (finished.ExitCode, finished.Output));
    }

    [Fact]
    public async Task A_failed_answer_is_said_and_the_chat_goes_on()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Next(Fault.Status(400), Answer.Text("better"));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;

        var chat = await _conductor.PipeAsync("one\ntwo\n", "chat");

        Assert.Equal((0, "better\n"), (chat.ExitCode, chat.Output));
        Assert.NotEqual("", chat.Error);
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();
}
