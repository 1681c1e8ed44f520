using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>What a turn is told that gets no slot: why, and when to come again.</summary>
internal sealed class GateWords(GatePlan plan, HostCircuits circuits)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>The host, or the model on it, has failed and is left alone.</summary>
    public Ending Resting(string model)
    {
        var rest = circuits.RestOf(model);
        var detail = rest > TimeSpan.Zero
            ? $"{plan.Host} failed for {model} and is left alone for {rest.TotalSeconds:0.#} s."
            : $"{plan.Host} failed for {model}; one turn tries whether it works again.";
        return new Ending(StreamEnd.BackendFailed, detail, Status: 503, RetryAfter: rest > Soon ? rest : Soon);
    }

    /// <summary>Too many wait.</summary>
    public Ending Full(string model)
    {
        var detail = $"The queue of {model} on {plan.Host} is full ({plan.Backend.QueueLimit} turns wait). Try again later.";
        return new Ending(StreamEnd.QueueFull, detail, Status: 503, RetryAfter: Soon);
    }

    /// <summary>It has waited for too long.</summary>
    public Ending Late(QueuedTurn<RunTurn> turn)
    {
        var limit = (turn.Turn.Timeouts ?? plan.Backend.Timeouts).Queue;
        var detail = $"No slot of {turn.Turn.Request.Model} on {plan.Host} became free within {limit.TotalSeconds:0.###} s (timeouts.queue).";
        return new Ending(StreamEnd.QueueTimeout, detail, Status: 503, RetryAfter: Soon);
    }
}
