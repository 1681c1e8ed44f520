using Conductor.Core.Conversations.Asides;

namespace Conductor.Core.Conversations.Summaries;

/// <summary>A summary that a model is writing.</summary>
/// <param name="Aside">The turn that writes it.</param>
/// <param name="Order">What is summarised.</param>
internal sealed record SummaryRun(AsideTurn Aside, SummaryOrder Order);
