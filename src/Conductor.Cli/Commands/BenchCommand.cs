using System.CommandLine;
using Conductor.Cli.Measuring;

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
            await ActorFigures.PrintAsync(parsed.GetValue(rows) ?? [], Console.Out, cancellationToken) ? ExitCode.Good : ExitCode.Failed);
        return command;
    }
}
