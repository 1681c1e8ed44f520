using Conductor.Client.Connecting;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Orders;

/// <summary>
/// The orders that have no answer yet, in their order. On a new connection they are sent again: their ids make a repeat harmless. Safe
/// for concurrent callers.
/// </summary>
internal sealed class OrderBook(int limit)
{
    // Guards the three fields below, so that an order is either sent on a connection or among those that the next one repeats.
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<Guid, PendingOrder> _open = [];
    private Connection? _connection;
    private Exception? _closed;

    /// <summary>Sends an order, now or as soon as there is a connection.</summary>
    /// <exception cref="ConductorException">There are too many without an answer.</exception>
    public void Send(PendingOrder order)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                order.Failed(_closed);
                return;
            }
            if (order.OfConnection && _connection is null)
                return;
            if (_open.Count >= limit && !order.OfConnection)
                throw new ConductorException(ErrorCode.Unavailable, $"{limit} orders are without an answer already.");
            _open.Add(order.Command.CommandId, order);
            _connection?.Send(order.Command);
        }
    }

    /// <summary>Says something that has no answer; nothing happens when there is no connection.</summary>
    public void Say(ClientMessage message)
    {
        lock (_gate)
            _connection?.Send(message);
    }

    /// <summary>Nobody waits for it any more: it is not sent again.</summary>
    public void Forget(PendingOrder order)
    {
        lock (_gate)
            _open.Remove(order.Command.CommandId);
    }

    /// <summary>There is a connection. Lets whoever reads ask for what is missing, and then sends everything again that has no answer.</summary>
    public void Connected(Connection connection, Action askForMissing)
    {
        PendingOrder[] open;
        lock (_gate)
        {
            _connection = connection;
            open = [.. _open.Values];
        }
        askForMissing();
        foreach (var order in open)
            connection.Send(order.Command);
    }

    /// <summary>The connection is lost, and with it what made sense on it alone.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            _connection = null;
            foreach (var order in _open.Values.Where(order => order.OfConnection).ToArray())
                _open.Remove(order.Command.CommandId);
        }
    }

    /// <summary>An answer came. False when nobody waits for it.</summary>
    public bool Answered(Guid command, ServerMessage answer)
    {
        PendingOrder? order;
        lock (_gate)
            if (!_open.Remove(command, out order))
                return false;
        order.Answered(answer);
        return true;
    }

    /// <summary>There will be no answers any more.</summary>
    public void Closed(Exception reason)
    {
        PendingOrder[] all;
        lock (_gate)
        {
            _closed = reason;
            _connection = null;
            all = [.. _open.Values];
            _open.Clear();
        }
        foreach (var order in all)
            order.Failed(reason);
    }
}
