using Conductor.Cli.Answers;
using Conductor.Cli.Terminal;
using Conductor.Core.Models;
using Spectre.Console;

namespace Conductor.Cli.Chatting;

/// <summary>One conversation in the terminal: reads a line, prints the answer, until the person leaves.</summary>
internal sealed class ChatSession : IDisposable
{
    private readonly IAnswers _answers;
    private readonly ChatHistory _history;
    private readonly ChatInterrupt _interrupt = new();
    private readonly StandardInput _input = new();
    private readonly AnswerPrinter _printer;
    private readonly IAnsiConsole _console;
    private readonly bool _interactive = !Console.IsInputRedirected;
    private string _model;

    public ChatSession(IAnswers answers, string model, string? system, bool thinking)
    {
        (_answers, _model, _history) = (answers, model, new ChatHistory(system));
        _printer = new AnswerPrinter(Console.OpenStandardOutput(), Console.Error, thinking);
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    }

    public async Task<int> RunAsync()
    {
        Say($"Chatting with {_answers.Origin}. /help lists the commands; Ctrl-C stops an answer; Ctrl-D leaves.");
        while (true)
        {
            if (await ReadAsync() is not { } line)
                return ExitCode.Good;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (!line.StartsWith('/'))
                await AnswerAsync(line);
            else if (!await ObeyAsync(line))
                return ExitCode.Good;
        }
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _input.Dispose();
    }

    private async Task<string?> ReadAsync()
    {
        if (_interactive)
            await Console.Error.WriteAsync("> ");
        try
        {
            return await _input.ReadWordsAsync(_interrupt.Begin());
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync();
            return null;
        }
        finally
        {
            _interrupt.End();
        }
    }

    private async Task AnswerAsync(string line)
    {
        var request = new ModelRequest { Model = _model, Messages = _history.With(line) };
        try
        {
            var ending = await _printer.PrintAsync(_answers.AskAsync(request, _interrupt.Begin()));
            if (!ending.IsWhole)
                await Complaint.SayAsync(ending.Detail ?? $"The answer ended early: {EndWords.Of(ending.End)}.");
        }
        catch (OperationCanceledException)
        {
            Say("Stopped. Ctrl-C again leaves.");
        }
        finally
        {
            _interrupt.End();
        }
        _history.Add(line, _printer.Text);
    }

    private async Task<bool> ObeyAsync(string line)
    {
        var (command, argument) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var name, var rest] ? (name, rest) : (line.Trim(), "");
        switch (command)
        {
            case "/quit" or "/exit" or "/bye":
                return false;
            case "/clear":
                _history.Clear();
                Say("Forgotten.");
                break;
            case "/model" when argument.Length > 0:
                _model = argument;
                Say($"{argument} answers from now on.");
                break;
            case "/model":
                Say(_model.Length > 0 ? $"{_model} answers." : "The default model answers. /model NAME chooses another.");
                break;
            case "/help":
                Say("/model NAME  answer with another model\n/clear       forget what was said\n\"\"\"          say several lines, up to the next \"\"\"\n/quit        leave");
                break;
            default:
                await Complaint.SayAsync($"There is no command {command}. /help lists them.");
                break;
        }
        return true;
    }

    private void Say(string text)
    {
        if (_interactive)
            _console.MarkupLineInterpolated($"[grey]{text}[/]");
    }
}
