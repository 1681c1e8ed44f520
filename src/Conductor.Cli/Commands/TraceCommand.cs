using System.CommandLine;
using System.Text.Json;
using Conductor.Cli.Terminal;
using Conductor.Cli.Traces;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor trace</c>: follows turns as they pass through a running conductor.</summary>
internal static class TraceCommand
{
    public static Command Build()
    {
        var turn = new Argument<string>("TURN") { Description = "The end of the id of the turn to follow, of those that begin from now on. Without it: the next one.", Arity = ArgumentArity.ZeroOrOne };
        var http = CommonOptions.Http();
        var all = new Option<bool>("--all", "-a") { Description = "Follow every turn, until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "Print each step as a line of JSON." };
        var command = new Command(
            "trace",
            """
            Follows a turn: where it goes, and how long it queues, connects, loads, reads its prompt and streams. Shows no prompt and no answer.
            Exit code 1 when no conductor runs, or it ends before the turn has.
            """) { turn, http, all, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(new TraceRequest(parsed.GetValue(turn) ?? "", parsed.GetValue(all), parsed.GetValue(json)), parsed.GetValue(http), cancellationToken);
            }
            catch (CliException complaint)
            {
                return await Complaint.FailureAsync(complaint.Message);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(TraceRequest request, string? http, CancellationToken cancellationToken)
    {
        var listen = http ?? Environment.GetEnvironmentVariable("CONDUCTOR_HTTP") ?? "";
        if (!FrontDoor.TryParse(listen, out var endpoint, out var problem))
            return await Complaint.UsageAsync(problem);
        var url = FrontDoor.UrlOf(endpoint);
        using var interrupt = new Interrupts();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, cancellationToken);
        try
        {
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
        await foreach (var (line, step) in TraceReader.StepsAsync(url, () => Console.Error.WriteLine($"conductor: following {url}; begin a turn."), cancellationToken))
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

    private static bool IsStep(JsonElement step, string kind) => step.GetProperty("step").ValueEquals(kind);

    private sealed record TraceRequest(string Turn, bool All, bool IsJson);
}
