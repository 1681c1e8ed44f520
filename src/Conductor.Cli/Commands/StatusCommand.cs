using System.CommandLine;
using System.Text.Json;
using Conductor.Cli.Answers;
using Conductor.Cli.Statuses;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;
using Spectre.Console;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor status</c>: what a running conductor knows of its hosts.</summary>
internal static class StatusCommand
{
    public static Command Build()
    {
        var http = CommonOptions.Http();
        var json = new Option<bool>("--json") { Description = "Print the status as JSON." };
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew every second, until Ctrl-C." };
        var command = new Command("status", "Shows a running conductor's hosts, models, queues and circuits. Exit code 1 when none runs.") { http, json, watch };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(parsed.GetValue(http), parsed.GetValue(json), parsed.GetValue(watch), cancellationToken);
            }
            catch (CliException complaint)
            {
                return await Complaint.FailureAsync(complaint.Message);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string? http, bool json, bool watch, CancellationToken cancellationToken)
    {
        var listen = http ?? Environment.GetEnvironmentVariable("CONDUCTOR_HTTP") ?? "";
        if (!FrontDoor.TryParse(listen, out var endpoint, out var problem))
            return await Complaint.UsageAsync(problem);
        var url = FrontDoor.UrlOf(endpoint);
        using var status = await RunningConductor.FindAsync(url, cancellationToken);
        if (status is null)
            return await Complaint.FailureAsync($"No conductor answers at {url}. Start one with: conductor serve");
        if (watch)
            return await WatchAsync(url, json, cancellationToken);
        await ShowAsync(url, status.RootElement, json);
        return ExitCode.Good;
    }

    // Until Ctrl-C. What a terminal shows is drawn anew in its place; into a pipe each state comes behind the one before.
    private static async Task<int> WatchAsync(Uri url, bool json, CancellationToken cancellationToken)
    {
        using var interrupt = new Interrupts();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, cancellationToken);
        try
        {
            while (true)
            {
                using var status = await RunningConductor.FindAsync(url, over.Token);
                if (status is null)
                    return await Complaint.FailureAsync($"The conductor at {url} answers no more.");
                if (!json && !Console.IsOutputRedirected)
                    AnsiConsole.Clear();
                await ShowAsync(url, status.RootElement, json);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Good;
        }
    }

    private static async Task ShowAsync(Uri url, JsonElement status, bool json)
    {
        if (json)
            await Console.Out.WriteLineAsync(status.GetRawText());
        else
            AnsiConsole.Write(StatusView.Of(url, status));
    }
}
