using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Orders;

/// <summary>An order that has no answer yet.</summary>
/// <param name="command">What is ordered.</param>
/// <param name="ofConnection">It makes sense on the connection it was sent on, and on no other.</param>
/// <param name="onAnswer">Called with the answer, before the next message is looked at; null when nobody needs to be that early.</param>
/// <param name="onRefused">Called in the same way when it is refused.</param>
internal sealed class PendingOrder(
    Command command, bool ofConnection = false, Action<ServerMessage>? onAnswer = null, Action<ConductorException>? onRefused = null)
{
    private readonly TaskCompletionSource<ServerMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Command Command { get; } = command;

    public bool OfConnection { get; } = ofConnection;

    /// <summary>The answer, or why there will be none.</summary>
    public Task<ServerMessage> Answer => _answer.Task;

    public void Answered(ServerMessage message)
    {
        if (message is Error error)
        {
            var refusal = new ConductorException(error);
            onRefused?.Invoke(refusal);
            Failed(refusal);
            return;
        }
        onAnswer?.Invoke(message);
        _answer.TrySetResult(message);
    }

    public void Failed(Exception reason)
    {
        _answer.TrySetException(reason);
        // Not everybody waits for the answer to an order; those who do see it all the same.
        _ = _answer.Task.Exception;
    }
}
