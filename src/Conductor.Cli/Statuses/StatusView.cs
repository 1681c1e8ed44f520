using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Conductor.Cli.Statuses;

/// <summary>A conductor's status for a person: a row per host, and a line for everything that is wrong.</summary>
internal static class StatusView
{
    /// <summary>Columns that the table of hosts needs to be read well.</summary>
    public const int TableWidth = 100;

    /// <summary>All of it.</summary>
    /// <param name="url">Where it was found.</param>
    /// <param name="status">What it says.</param>
    /// <param name="actors">Its actors too.</param>
    /// <param name="isNarrow">There is no room for a table: each host is a few lines.</param>
    public static IRenderable Of(Uri url, JsonElement status, bool actors, bool isNarrow)
    {
        var lines = new List<IRenderable> { new Text($"Conductor {Text(status, "version")} at {url}{Node(status)}") };
        var hosts = status.GetProperty("hosts").EnumerateArray().ToArray();
        lines.AddRange(isNarrow ? hosts.SelectMany(Lines) : [Rows(hosts)]);
        lines.AddRange(hosts.Where(host => Text(host, "problem").Length > 0).Select(host => new Text($"{Text(host, "name")}: {Text(host, "problem")}")));
        lines.AddRange(Nowhere(status).Select(name => new Text(name)));
        lines.AddRange(WarmUps(status).Select(line => new Text(line)));
        if (Number(status, "greetings") is > 0 and { } greetings)
            lines.Add(new Text(greetings == 1 ? "Somebody is being greeted." : $"{greetings:0} are being greeted."));
        if (hosts.Length > 0 && hosts[0].TryGetProperty("timeouts", out var timeouts))
            lines.Add(new Text($"time-outs: {string.Join(", ", timeouts.EnumerateObject().Select(one => $"{one.Name.Replace('_', '-')} {Limit(one.Value)}"))}"));
        lines.AddRange(WorkView.Of(status));
        if (actors)
            lines.Add(WorkView.Actors(status));
        return new Rows(lines);
    }

    private static Table Rows(JsonElement[] hosts)
    {
        var table = new Table().RoundedBorder().AddColumns("host", "kind", "address", "health", "models");
        foreach (var host in hosts)
            table.AddRow(new[] { Text(host, "name"), Text(host, "kind"), Text(host, "address"), Health(host), Models(host) }.Select(Markup.Escape).ToArray());
        return table;
    }

    private static IEnumerable<IRenderable> Lines(JsonElement host)
    {
        yield return new Text($"{Text(host, "name")}: {Text(host, "kind")}, {Health(host)}");
        yield return new Text($"  {Text(host, "address")}");
        foreach (var model in Models(host).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return new Text($"  {model}");
    }

    private static string Node(JsonElement status) => Text(status, "node") is { Length: > 0 } node ? $" on {node}, for {Short(Number(status, "uptime_seconds") ?? 0)}" : "";

    private static string Health(JsonElement host) => Circuit(host) is { Length: > 0 } circuit ? $"{Text(host, "health")}, {circuit}" : Text(host, "health");

    // A closed circuit is no news.
    private static string Circuit(JsonElement place) => Text(place, "circuit") switch
    {
        "open" => Number(place, "rest_seconds") is { } rest ? $"left alone for {Short(rest)}" : "left alone",
        "trial" => "on trial",
        _ => "",
    };

    private static string Models(JsonElement host)
    {
        if (!host.TryGetProperty("places", out var places))
            return host.TryGetProperty("models", out var models) ? string.Join('\n', models.EnumerateArray()) : "";
        return string.Join('\n', places.EnumerateArray().Select(place => string.Join(", ", Parts(host, place))));
    }

    private static IEnumerable<string> Parts(JsonElement host, JsonElement place)
    {
        yield return place.GetProperty("resident").GetBoolean() ? $"{Text(place, "model")} (in memory)" : Text(place, "model");
        var (serving, waiting, draining) = (Number(place, "serving") ?? 0, Number(place, "waiting") ?? 0, Number(place, "draining") ?? 0);
        if (serving + draining > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{serving + draining} of {Number(host, "parallel")} slots taken");
        if (draining > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{draining} of them by what nobody waits for any more");
        if (waiting > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{waiting} waiting");
        if (Circuit(place) is { Length: > 0 } circuit)
            yield return circuit;
        if (Number(place, "first_token_seconds") is { } first)
            yield return $"first token in {Short(first)}";
    }

    private static IEnumerable<string> Nowhere(JsonElement status) => !status.TryGetProperty("names", out var names) ? [] :
        from name in names.EnumerateArray()
        from model in name.GetProperty("nowhere").EnumerateArray()
        select $"models.\"{Text(name, "name")}\" leads to '{model}', which no host has.";

    private static IEnumerable<string> WarmUps(JsonElement status) => !status.TryGetProperty("warm_up", out var models) ? [] :
        from model in models.EnumerateArray()
        let name = Text(model, "model") is { Length: > 0 } said ? said : "the default model"
        select Text(model, "stage") == "waiting" ? $"{name} is to be loaded: {Text(model, "reason")}" : $"{name} is {Text(model, "stage")} on {Text(model, "host")}";

    private static string Limit(JsonElement value) => value.ValueKind == JsonValueKind.Number ? Short(value.GetDouble()) : "off";

    private static string Short(double seconds) => seconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s")
        : seconds < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h");

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
