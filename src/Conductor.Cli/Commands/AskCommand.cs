using System.CommandLine;
using Conductor.Cli.Answers;
using Conductor.Cli.Terminal;
using Conductor.Core.Models;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor ask</c>: one answer to standard output.</summary>
internal static class AskCommand
{
    public static Command Build()
    {
        var prompt = new Argument<string[]>("prompt")
        {
            Description = "What to ask. Standard input, where it is a pipe, is added below it; '-' or nothing takes it alone.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var (model, system, thinking) = (CommonOptions.Model(), CommonOptions.System(), CommonOptions.Thinking());
        var source = new AnswersOptions();
        var command = new Command("ask", $"Asks once and prints the answer as it comes. {ExitCode.Help}") { prompt, model, system, thinking };
        source.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            if (Misspelt.Option(parsed, command) is { } misspelt)
                return await Complaint.UsageAsync(misspelt);
            using var interrupt = new Interrupts();
            string? words;
            try
            {
                words = await PromptAsync(parsed.GetValue(prompt) ?? [], interrupt.Token);
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Interrupted;
            }
            catch (InvalidDataException tooLong)
            {
                return await Complaint.UsageAsync(tooLong.Message);
            }
            if (words is null)
                return await Complaint.UsageAsync("There is nothing to ask. Give a prompt: conductor ask \"Why is the sky blue?\"");
            var request = new ModelRequest { Model = parsed.GetValue(model)!, Messages = Messages(parsed.GetValue(system), words) };
            return await source.WithAnswersAsync(parsed, answers => AskAsync(answers, request, parsed.GetValue(thinking), interrupt), interrupt.Token);
        });
        return command;
    }

    private static async Task<int> AskAsync(IAnswers answers, ModelRequest request, bool thinking, Interrupts interrupt)
    {
        var printer = new AnswerPrinter(StandardOutput.Open(), Console.Error, thinking);
        try
        {
            var ending = await printer.PrintAsync(answers.AskAsync(request, interrupt.Token));
            if (!ending.IsWhole || ending.Detail is not null)
                await Complaint.SayAsync(ending.Detail ?? $"The answer ended early: {EndWords.Of(ending.End)}.");
            return ExitCode.Of(ending.End);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException broken) when (StandardOutput.NobodyReads(broken))
        {
            // As with head: what was wanted has been read. Leaving the enumeration has stopped the model.
            return ExitCode.NobodyReads;
        }
        catch (IOException broken)
        {
            return await Complaint.FailureAsync($"The answer cannot be written to standard output: {broken.Message}");
        }
    }

    private static async Task<string?> PromptAsync(string[] words, CancellationToken cancellationToken)
    {
        var given = string.Join(' ', words);
        if (given == "-")
            given = "";
        if (!Console.IsInputRedirected)
            return given.Length > 0 ? given : null;
        var reading = StandardInput.ReadAllAsync(cancellationToken);
        // A pipe that nobody closes looks like a hang, unless it is said what is waited for.
        if (await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken)) != reading && !cancellationToken.IsCancellationRequested)
            await Complaint.SayAsync("Waiting for the end of standard input, which is not a terminal. (Without any: </dev/null)");
        var piped = (await reading).Trim();
        var whole = given.Length > 0 && piped.Length > 0 ? $"{given}\n\n{piped}" : given + piped;
        return string.IsNullOrWhiteSpace(whole) ? null : whole;
    }

    private static List<ChatMessage> Messages(string? system, string prompt) =>
        system is null ? [new("user", prompt)] : [new("system", system), new("user", prompt)];
}
