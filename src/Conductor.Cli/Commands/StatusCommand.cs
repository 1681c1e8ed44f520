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
        var (http, config) = (CommonOptions.Http(), CommonOptions.Config());
        var json = new Option<bool>("--json") { Description = "Print the status as JSON." };
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew every second, until Ctrl-C." };
        var actors = new Option<bool>("--actors", "-a") { Description = "Show its actors too, with their mailboxes and timers." };
        var command = new Command("status", "Shows a running conductor's hosts, models, queues, circuits, work and last errors. Exit code 1 when none runs, 2 for wrong usage, 3 when it wants a key, 4 when it does not answer.") { http, config, json, watch, actors };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(await ConductorAddress.FindAsync(parsed.GetValue(http), parsed.GetValue(config), cancellationToken), new StatusForm(parsed.GetValue(json), parsed.GetValue(actors)), parsed.GetValue(watch), cancellationToken);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri url, StatusForm form, bool watch, CancellationToken cancellationToken)
    {
        using var status = await RunningConductor.FindAsync(url, cancellationToken);
        if (status is null)
            return await Complaint.FailureAsync($"No conductor answers at {url}. Start one with: conductor serve");
        if (watch)
            return await WatchAsync(url, form, cancellationToken);
        await ShowAsync(url, status.RootElement, form);
        return ExitCode.Good;
    }

    // Until Ctrl-C. What a terminal shows is drawn anew in its place; into a pipe each state comes behind the one before.
    private static async Task<int> WatchAsync(Uri url, StatusForm form, CancellationToken cancellationToken)
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
                if (!form.IsJson && !Console.IsOutputRedirected)
                    AnsiConsole.Clear();
                await ShowAsync(url, status.RootElement, form);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Good;
        }
    }

    private static async Task ShowAsync(Uri url, JsonElement status, StatusForm form)
    {
        if (form.IsJson)
            await Console.Out.WriteLineAsync(status.GetRawText());
        else
            AnsiConsole.Write(StatusView.Of(url, status, form.ShowsActors, isNarrow: ConsoleWidth.Fit() < StatusView.TableWidth));
    }

    private readonly record struct StatusForm(bool IsJson, bool ShowsActors);
}
