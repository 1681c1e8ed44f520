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
        var (http, config) = (CommonOptions.Http(), CommonOptions.Config());
        var json = new Option<bool>("--json") { Description = "Print them as JSON." };
        var command = new Command(
            "surfaces", "Lists the surfaces that are connected to a running conductor: since when, what it is, its program, who. Exit code 1 when none runs, 2 for wrong usage, 3 when it wants a key, 4 when it does not answer. (Needs a key with the scope admin, where keys are wanted.)")
        {
            http,
            config,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(await ConductorAddress.FindAsync(parsed.GetValue(http), parsed.GetValue(config), cancellationToken), parsed.GetValue(json), cancellationToken);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri url, bool json, CancellationToken cancellationToken)
    {
        using var list = await RunningConductor.SurfacesAsync(url, cancellationToken);
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
