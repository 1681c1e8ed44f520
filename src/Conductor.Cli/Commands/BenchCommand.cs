using System.CommandLine;
using Conductor.Cli.Measuring;
using Conductor.Cli.Terminal;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor bench</c>: what the machine at hand makes of Conductor.</summary>
internal static class BenchCommand
{
    public static Command Build() => new("bench", "Measures Conductor on this machine.") { Actors() };

    private static Command Actors()
    {
        var rows = new Argument<string[]>("row") { Description = $"Rows of the table, all without any: {string.Join(", ", ActorFigures.Names)}.", Arity = ArgumentArity.ZeroOrMore };
        rows.AcceptOnlyFromAmong([.. ActorFigures.Names]);
        var command = new Command("actors", "Measures the actor kernel against channels written by hand; takes a minute or two. Exit code 1 when a goal is missed.") { rows };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await ActorFigures.PrintAsync(parsed.GetValue(rows) ?? [], Console.Out, cancellationToken))
                return ExitCode.Good;
            return await Complaint.FailureAsync("A goal was missed. Measure again when nothing else is at work here; where other machines share the processors, the figures scatter.");
        });
        return command;
    }
}
