using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Conductor.Cli.Routes;
using Conductor.Cli.Terminal;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Configuration;
using Spectre.Console;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor route</c>: where a request would run, and why. Nothing is run.</summary>
internal static class RouteCommand
{
    public static Command Build()
    {
        var prompt = new Argument<string[]>("prompt") { Description = "What would be asked.", Arity = ArgumentArity.ZeroOrMore };
        var model = CommonOptions.Model();
        var task = new Option<string?>("--task", "-t") { Description = $"The kind of work: {Kinds}. Without it: guessed from the prompt.", HelpName = "KIND" };
        task.CompletionSources.Add([.. Enum.GetValues<TaskKind>().Select(TaskClass.WordOf)]);
        var explain = new Option<bool>("--explain") { Description = "Show every place where it may run, and what speaks for and against each." };
        var json = new Option<bool>("--json") { Description = "Print the explanation as JSON." };
        var source = new AnswersOptions();
        var command = new Command("route", "Says which host and model would answer, and why. Nothing is run. Exit code 0 when one can, 1 when the conductor cannot be asked, 2 for wrong usage, 3 when none can, 4 when the conductor does not answer.") { prompt, model, task, explain, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Misspelt.Option(parsed, command) is { } misspelt)
                return await Complaint.UsageAsync(misspelt);
            var kind = parsed.GetValue(task) is { } word ? TaskClass.Parse(word) : null;
            if (parsed.GetValue(task) is { } wrong && kind is null)
                return await Complaint.UsageAsync($"There is no kind of work '{wrong}'. There are: {Kinds}.");
            var request = new ModelRequest { Model = parsed.GetValue(model)!, Messages = [new ChatMessage("user", string.Join(' ', parsed.GetValue(prompt) ?? []))] };
            try
            {
                using var route = await RouteAsker.AskAsync(source.Read(parsed), request, kind, cancellationToken);
                return await ShowAsync(route.RootElement, parsed.GetValue(explain), parsed.GetValue(json));
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static string Kinds => string.Join(", ", Enum.GetValues<TaskKind>().Select(TaskClass.WordOf));

    private static async Task<int> ShowAsync(JsonElement route, bool explain, bool json)
    {
        var places = route.GetProperty("places").EnumerateArray().ToArray();
        if (json)
            await Console.Out.WriteLineAsync(route.GetRawText());
        else if (explain)
            Explain(route, places);
        else if (places.Length > 0)
            await Console.Out.WriteLineAsync($"{Text(places[0], "host")} {Text(places[0], "model")}: {Text(places[0], "reason")}");
        if (places.Length > 0)
            return ExitCode.Good;
        if (!json)
            await Complaint.SayAsync(Text(route, "refusal"));
        return ExitCode.Refused;
    }

    private static void Explain(JsonElement route, JsonElement[] places)
    {
        AnsiConsole.MarkupLineInterpolated($"Kind of work: {Text(route, "task")}");
        if (places.Length == 0)
            return;
        var table = new Table().RoundedBorder().AddColumns("", "host", "model", "first token", "why");
        for (var rank = 1; rank <= places.Length; rank++)
        {
            var place = places[rank - 1];
            var seconds = string.Create(CultureInfo.InvariantCulture, $"{place.GetProperty("expected_seconds").GetDouble():0.##} s");
            table.AddRow(new[] { $"{rank}.", Text(place, "host"), Text(place, "model"), seconds, Text(place, "reason") }.Select(Markup.Escape).ToArray());
        }
        ConsoleWidth.Fit();
        AnsiConsole.Write(table);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
