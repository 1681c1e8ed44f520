using Conductor.Core.Routing;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>The model for requests that name none; null: the first that there is.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The model for each kind of work, for requests that leave the choice open.</summary>
    public IReadOnlyDictionary<TaskKind, string> TaskModels { get; init; } = NoTasks;

    /// <summary>What names of models mean: aliases, what goes with them, what stands in for them.</summary>
    public NameTable Names { get; init; } = NameTable.Empty;

    // One object, so that settings in which nothing is said are equal.
    private static IReadOnlyDictionary<TaskKind, string> NoTasks { get; } = new Dictionary<TaskKind, string>();

    internal ConductorSettings WithTask(TaskKind kind, string model) =>
        model.Length == 0 ? this : this with { TaskModels = new Dictionary<TaskKind, string>(TaskModels) { [kind] = model } };
}
