using System.CommandLine;
using System.Text.Json;
using Conductor.Cli.Answers;
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
        var command = new Command("status", "Shows a running conductor's hosts and models. Exit code 1 when none runs.") { http, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var listen = parsed.GetValue(http) ?? Environment.GetEnvironmentVariable("CONDUCTOR_HTTP") ?? "";
            if (!FrontDoor.TryParse(listen, out var endpoint, out var problem))
                return await Complaint.UsageAsync(problem);
            var url = FrontDoor.UrlOf(endpoint);
            using var status = await RunningConductor.FindAsync(url, cancellationToken);
            if (status is null)
                return await Complaint.FailureAsync($"No conductor answers at {url}. Start one with: conductor serve");
            if (parsed.GetValue(json))
                await Console.Out.WriteLineAsync(status.RootElement.GetRawText());
            else
                Show(url, status.RootElement);
            return ExitCode.Good;
        });
        return command;
    }

    private static void Show(Uri url, JsonElement status)
    {
        AnsiConsole.MarkupLineInterpolated($"Conductor {Text(status, "version")} at {url}");
        var table = new Table().RoundedBorder().AddColumns("host", "kind", "address", "health", "models");
        var hosts = status.GetProperty("hosts").EnumerateArray().ToArray();
        foreach (var host in hosts)
            table.AddRow(new[] { Text(host, "name"), Text(host, "kind"), Text(host, "address"), Text(host, "health"), Models(host) }.Select(Markup.Escape).ToArray());
        AnsiConsole.Write(table);
        foreach (var host in hosts.Where(host => Text(host, "problem").Length > 0))
            AnsiConsole.MarkupLineInterpolated($"{Text(host, "name")}: {Text(host, "problem")}");
    }

    private static string Models(JsonElement host)
    {
        if (!host.TryGetProperty("models", out var models))
            return "";
        var resident = host.TryGetProperty("resident", out var loaded) ? loaded.EnumerateArray().Select(one => one.ToString()).ToHashSet() : [];
        return string.Join('\n', models.EnumerateArray().Select(model => model.ToString()).Select(name => resident.Contains(name) ? $"{name} (in memory)" : name));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
