using Conductor.Core.Ports;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// Where the runs of one backend get their permits: at once as long as nobody else uses the host, and else in the order of the port. A run
/// that waits says so, and waits no longer than it may in all.
/// </summary>
internal sealed class PermitDesk(IPermits permits, PermitPool pool, string host, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a permit.</summary>
    /// <param name="order">For whom. Its log is the caller's to write.</param>
    /// <param name="deadline">The time stamp from which on it has waited too long.</param>
    /// <param name="giveUp">Called, from any thread, when it has: it cancels the token.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    public ValueTask<IPermit> AcquireAsync(RunTurn order, long deadline, Action<Ending> giveUp, CancellationToken cancellationToken)
    {
        var permit = permits.AcquireAsync(pool, order.Caller, cancellationToken);
        return permit.IsCompleted ? permit : WaitAsync(permit, order, deadline, giveUp);
    }

    private async ValueTask<IPermit> WaitAsync(ValueTask<IPermit> permit, RunTurn order, long deadline, Action<Ending> giveUp)
    {
        var left = deadline == long.MaxValue ? Timeout.InfiniteTimeSpan : time.GetElapsedTime(time.GetTimestamp(), deadline);
        if (left <= TimeSpan.Zero && deadline != long.MaxValue)
            giveUp(Late());
        var overdue = time.CreateTimer(_ => giveUp(Late()), null, left > TimeSpan.Zero ? left : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using (overdue.ConfigureAwait(false))
        {
            order.Log.Append(EntryKind.Status, new TurnStatus(TurnStage.Queued, host, pool.Model, Reason: "others use the host too"));
            return await permit.ConfigureAwait(false);
        }
    }

    private Ending Late() => new(
        StreamEnd.QueueTimeout, $"No permit for {pool.Model} on {host} became free in time (timeouts.queue): others use the host too.", Status: 503, RetryAfter: Soon);
}
