using System.CommandLine;
using System.Text.Json;
using Conductor.Cli.Answers;
using Conductor.Cli.Terminal;
using Conductor.Cli.Traces;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor trace</c>: follows turns as they pass through a running conductor.</summary>
internal static class TraceCommand
{
    public static Command Build()
    {
        var turn = new Argument<string>("TURN") { Description = "The end of the id of a turn: one that runs, is over (of the last 256), or begins from now on. Without it: the next one.", Arity = ArgumentArity.ZeroOrOne };
        var (http, config) = (CommonOptions.Http(), CommonOptions.Config());
        var all = new Option<bool>("--all", "-a") { Description = "Follow every turn, until Ctrl-C." };
        var recent = new Option<bool>("--recent", "-r") { Description = "List the last turns, those that run and those that are over, and what became of each." };
        var json = new Option<bool>("--json") { Description = "Print each step as a line of JSON." };
        var command = new Command(
            "trace",
            """
            Follows a turn from its beginning to its end: where it goes and why, how long it queues, connects, loads, reads its prompt and streams, and how fast.
            Shows no prompt and no answer.
            Exit code 1 when no conductor runs, or it ends before the turn has; 2 for wrong usage, 3 when it wants a key, 4 when it does not answer.
            """) { turn, http, config, all, recent, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(new TraceRequest(parsed.GetValue(turn) ?? "", parsed.GetValue(all), parsed.GetValue(recent), parsed.GetValue(json)), await ConductorAddress.FindAsync(parsed.GetValue(http), parsed.GetValue(config), cancellationToken), cancellationToken);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(TraceRequest request, Uri url, CancellationToken cancellationToken)
    {
        using var interrupt = new Interrupts();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, cancellationToken);
        try
        {
            if (request.Recent)
                return await ListAsync(url, request, over.Token);
            return await FollowAsync(url, request, over.Token) || request.All ? ExitCode.Good
                : await Complaint.FailureAsync($"The conductor at {url} ended before the turn did.");
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Good;
        }
    }

    // Whether a turn was followed to its end.
    private static async Task<bool> FollowAsync(Uri url, TraceRequest request, CancellationToken cancellationToken)
    {
        var (view, followed) = (new TraceView(), request.Turn);
        var question = followed.Length > 0 ? $"?turn={Uri.EscapeDataString(followed)}" : "";
        await foreach (var (line, step) in TraceReader.StepsAsync(url, question, () => Console.Error.WriteLine(followed.Length > 0 ? $"conductor: following {url}." : $"conductor: following {url}; begin a turn."), cancellationToken))
        {
            var turn = step.GetProperty("turn").GetString()!;
            if (!request.All && followed.Length == 0 && IsStep(step, "began"))
                followed = turn;
            if (!request.All && (followed.Length == 0 || !turn.EndsWith(followed, StringComparison.OrdinalIgnoreCase)))
                continue;
            if ((request.IsJson ? line : view.Line(step)) is { } text)
                await Console.Out.WriteLineAsync(text);
            if (!request.All && IsStep(step, "ended"))
                return true;
        }
        return false;
    }

    private static async Task<int> ListAsync(Uri url, TraceRequest request, CancellationToken cancellationToken)
    {
        var list = new RecentTurns();
        await foreach (var (line, step) in TraceReader.StepsAsync(url, "?recent=true", static () => { }, cancellationToken))
            if (request.IsJson)
                await Console.Out.WriteLineAsync(line);
            else
                list.Take(step);
        foreach (var line in list.Lines)
            await Console.Out.WriteLineAsync(line);
        return ExitCode.Good;
    }

    private static bool IsStep(JsonElement step, string kind) => step.GetProperty("step").ValueEquals(kind);

    private sealed record TraceRequest(string Turn, bool All, bool Recent, bool IsJson);
}
