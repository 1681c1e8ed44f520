using System.Globalization;
using System.Text.Json;
using Conductor.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Conductor.Cli.Statuses;

/// <summary>What goes on inside of a conductor, for a person: its work, what went wrong of late, its actors.</summary>
internal static class WorkView
{
    private const int MostErrors = 5;

    public static IEnumerable<IRenderable> Of(JsonElement status)
    {
        if (status.TryGetProperty("work", out var work))
            yield return new Text(string.Join(", ", Work(work)));
        if (status.TryGetProperty("process", out var process))
            yield return new Text(string.Create(CultureInfo.InvariantCulture, $"process {Number(process, "id"):0}: {Number(process, "memory_bytes") / (1 << 20):0} MiB, {Number(process, "threads"):0} threads"));
        foreach (var line in Configuration(status).Concat(Troubles(status)).Concat(Errors(status)))
            yield return new Text(line);
    }

    /// <summary>Its actors as a tree, with mailboxes, timers and the message at hand.</summary>
    public static IRenderable Actors(JsonElement status)
    {
        if (!status.TryGetProperty("actors", out var top) || top.ValueKind != JsonValueKind.Object)
            return new Text("This conductor does not show its actors.");
        var tree = new Tree(Markup.Escape(Line(top)));
        Add(tree, top);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, JsonElement actor)
    {
        var shown = 0;
        foreach (var child in actor.GetProperty("children").EnumerateArray())
        {
            Add(parent.AddNode(Markup.Escape(Line(child))), child);
            shown++;
        }
        if (Number(actor, "child_count") - shown is > 0 and var more)
            parent.AddNode(string.Create(CultureInfo.InvariantCulture, $"and {more:0} more"));
    }

    private static string Line(JsonElement actor)
    {
        var parts = new List<string> { $"{Uri.UnescapeDataString(Text(actor, "name"))} ({Text(actor, "type")})" };
        if (Number(actor, "mailbox") is > 0 and var waiting)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{waiting:0} in its mailbox"));
        if (Number(actor, "timers") is > 0 and var timers)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{timers:0} {(timers > 1 ? "timers" : "timer")}"));
        if (Text(actor, "at_work_on") is { Length: > 0 } message)
            parts.Add($"at work on {message}");
        return string.Join(", ", parts);
    }

    private static IEnumerable<string> Work(JsonElement work)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"turns: {Number(work, "turns_running"):0} running, {Number(work, "turns_waiting"):0} waiting");
        if (work.TryGetProperty("tokens_per_second", out _))
            yield return string.Create(CultureInfo.InvariantCulture, $"{Number(work, "tokens_per_second"):0.#} tokens/s");
        yield return string.Create(CultureInfo.InvariantCulture, $"{Words.Count(Number(work, "tokens"), "token")} in all");
        yield return string.Create(CultureInfo.InvariantCulture, $"{Words.Count(Number(work, "surfaces"), "surface")}, {Words.Count(Number(work, "conversations"), "conversation")} awake");
    }

    private static IEnumerable<string> Configuration(JsonElement status)
    {
        if (!status.TryGetProperty("configuration", out var news))
            yield break;
        if (Text(news, "problem") is { Length: > 0 } problem)
            yield return $"The configuration as it is now has mistakes; the one before holds:\n{problem}";
        if (news.GetProperty("wait_for_start").EnumerateArray().Select(key => key.GetString()).ToArray() is { Length: > 0 } waiting)
            yield return $"Changed, for the next start: {string.Join(", ", waiting)}";
    }

    private static IEnumerable<string> Troubles(JsonElement status)
    {
        if (status.TryGetProperty("watchdog", out var watchdog) && Text(watchdog, "last") is { Length: > 0 } last)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"watchdog: {Number(watchdog, "slow_handlers"):0} slow handlers, {Number(watchdog, "stuck_mailboxes"):0} stuck mailboxes, {Number(watchdog, "starved_threads"):0} times without threads; last: {last}");
    }

    private static IEnumerable<string> Errors(JsonElement status) => !status.TryGetProperty("errors", out var errors) ? [] :
        from error in errors.EnumerateArray().TakeLast(MostErrors)
        select string.Create(CultureInfo.InvariantCulture, $"{error.GetProperty("at").GetDateTimeOffset().ToLocalTime():HH:mm:ss} {Text(error, "level")}{(IsOver(error) ? " (over)" : "")}: {Text(error, "text")}");

    private static bool IsOver(JsonElement error) => error.TryGetProperty("over", out var over) && over.ValueKind == JsonValueKind.True;

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
