using Conductor.Core.Conversations;
using Conductor.Core.Journal;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>How conversations are kept. Its directory is null when they are not kept beyond the process.</summary>
    public JournalPlan Journal { get; init; } = new();

    /// <summary>Whether conversations are kept beyond the process.</summary>
    /// <value>Default true.</value>
    public bool JournalEnabled { get; init; } = true;

    /// <summary>How much of an answer a crash can cost, and what becomes of it.</summary>
    public SavingOptions Saving { get; init; } = new();

    /// <summary>How a conversation is made to fit the model that answers.</summary>
    public HistoryOptions History { get; init; } = new();
}
