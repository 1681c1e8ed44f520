using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Areas;

/// <summary>Puts the entries of <c>conductor.models</c> together and finds what leads nowhere or in a circle, with its place in the file.</summary>
internal static class ModelNames
{
    /// <summary>The settings with what names mean; without, and with every mistake, where there are any.</summary>
    public static ConductorSettings Check(ConductorSettings settings, IReadOnlyList<ModelSettings> models, HoconObject tree, ICollection<HoconError> errors)
    {
        ModelPlan[] plans = [.. models.Select(model => model.Plan with { Timeouts = model.Timeouts?.Invoke(settings.Timeouts) })];
        UnknownTasks(tree, errors);
        if (plans.Length == 0 && settings.TaskModels.Count == 0)
            return settings;
        var names = NameTable.Build(plans, settings.TaskModels, Known(settings), out var problems);
        foreach (var problem in problems)
            errors.Add(Placed(problem, tree));
        return names is null ? settings : settings with { Names = names };
    }

    // What hosts there are, and what they have, is in the file only where every one of them lists its models.
    private static string[]? Known(ConductorSettings settings) =>
        settings.Hosts.Count > 0 && settings.Hosts.All(host => host.Models.Count > 0 || host.Kind == "eliza")
            ? [.. settings.Hosts.SelectMany(host => host.Kind == "eliza" ? ["eliza"] : host.Models).Distinct(ModelNameComparer.Instance)]
            : null;

    // "models.\"fast\".fallback: what is wrong": the key in front of the first colon that is not within quotes.
    private static HoconError Placed(string problem, HoconObject tree)
    {
        var quoted = false;
        var end = 0;
        for (; end < problem.Length && (quoted || problem[end] != ':'); end++)
            quoted ^= problem[end] == '"';
        var path = HoconPath.Parse($"conductor.{problem[..end]}");
        return new HoconError(tree.TryGet(path, out var written) ? written.Origin : default, $"'{path}'{problem[end..]}");
    }

    private static void UnknownTasks(HoconObject tree, ICollection<HoconError> errors)
    {
        var path = HoconPath.Of("conductor", "models", "tasks");
        if (tree.TryGet(path, out var written) && written is HoconObject tasks)
            UnknownKeys.Below(tasks, path, [.. Enum.GetValues<TaskKind>().Select(kind => path.Child(TaskClass.WordOf(kind)))], errors);
    }
}
