using Conductor.Core.Admission;
using Conductor.Core.Conversations;
using Conductor.Core.Routing;

namespace Conductor.Core.Turns;

/// <summary>Says how pressing a turn is.</summary>
internal static class TurnRank
{
    /// <summary>
    /// What the turn itself says, else what its caller has, else what its kind of work is. A caller of whom the operator has said how pressing its turns
    /// are can make them less so, never more.
    /// </summary>
    public static TurnPriority Of(StartTurn order, CallerShare share, TaskKind task)
    {
        var wanted = order.Priority ?? share.Priority ?? TaskClass.Of(task).Priority;
        return share.Priority is { } most && wanted < most ? most : wanted;
    }
}
