using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Conductor.Cli.Answers;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor surfaces</c>: who is connected to a running conductor.</summary>
internal static class SurfacesCommand
{
    public static Command Build()
    {
        var http = CommonOptions.Http();
        var json = new Option<bool>("--json") { Description = "Print them as JSON." };
        var command = new Command(
            "surfaces", "Lists the surfaces that are connected to a running conductor: since when, what it is, its program, who. Exit code 1 when none runs. (Needs a key with the scope admin, where keys are wanted.)")
        {
            http,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(parsed.GetValue(http), parsed.GetValue(json), cancellationToken);
            }
            catch (CliException complaint)
            {
                return await Complaint.FailureAsync(complaint.Message);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string? http, bool json, CancellationToken cancellationToken)
    {
        if (!FrontDoor.TryParse(http ?? Environment.GetEnvironmentVariable("CONDUCTOR_HTTP") ?? "", out var endpoint, out var problem))
            return await Complaint.UsageAsync(problem);
        using var list = await RunningConductor.SurfacesAsync(FrontDoor.UrlOf(endpoint), cancellationToken);
        if (json)
            await Console.Out.WriteLineAsync(list.RootElement.GetRawText());
        else
            foreach (var surface in list.RootElement.GetProperty("surfaces").EnumerateArray())
                await Console.Out.WriteLineAsync(Line(surface));
        return ExitCode.Good;
    }

    private static string Line(JsonElement surface) => string.Create(
        CultureInfo.InvariantCulture,
        $"{surface.GetProperty("since").GetDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm:ss}  {surface.GetProperty("kind").GetString(),-8}  {surface.GetProperty("program").GetString() ?? "(says no name)",-28}  version {surface.GetProperty("version").GetInt32()}  {surface.GetProperty("caller").GetString()}  {surface.GetProperty("id").GetString()}");
}
