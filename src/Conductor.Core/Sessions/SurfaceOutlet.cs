using System.Collections.Concurrent;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// The one writer of a surface's connection: sends what the session orders, and in between the answers that it follows, each read
/// from its log at the surface's own pace. Orders overtake tokens, so an acknowledgement never waits for an answer.
/// </summary>
internal sealed class SurfaceOutlet(ISurfaceConnection connection, int orderLimit, TimeProvider time)
{
    // One flush per so many bytes of an answer: large enough to be cheap, small enough that orders get their word in.
    private const int BatchBytes = 16 * 1024;

    private readonly ConcurrentQueue<OutletOrder> _orders = new();
    private readonly Queue<Follow> _answers = new();
    private readonly AsyncSignal _signal = new();
    // Answers of conversations that are not in front: all at once, for each message names its own.
    private readonly List<AnswerFollower> _behind = [];
    private AnswerFollower? _current;
    private EntryOutlet? _next;
    private volatile bool _finishing;

    /// <summary>What the surface can do. Answers that begin from now on obey it.</summary>
    public SurfaceCapabilities Surface { get; set; } = SurfaceCapabilities.Headless;

    /// <summary>Gives an order. Safe from any thread.</summary>
    /// <returns>False when too many wait: the surface does not read.</returns>
    public bool Post(OutletOrder order)
    {
        if (_orders.Count >= orderLimit)
            return false;
        _orders.Enqueue(order);
        _signal.Set();
        return true;
    }

    /// <summary>Ends <see cref="RunAsync"/> once the orders given so far are carried out; answers are not waited for.</summary>
    public void Finish()
    {
        _finishing = true;
        _signal.Set();
    }

    /// <summary>Writes until finished, cancelled, or the surface is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wake = cancellationToken.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _signal);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // Read before the queue: an order given before the finish is then surely seen.
                var finishing = _finishing;
                var wrote = CarryOutOrders() | WriteAnswer() | WriteBehind();
                if (wrote && !await connection.FlushAsync(cancellationToken).ConfigureAwait(false))
                    return;
                if (_next is { } next)
                {
                    await next.RunAsync(cancellationToken).ConfigureAwait(false);
                    return;
                }
                if (!wrote && finishing)
                    return;
                if (!wrote)
                    await _signal.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await wake.DisposeAsync().ConfigureAwait(false);
            _current?.Close();
            foreach (var answer in _behind)
                answer.Close();
        }
    }

    private bool CarryOutOrders()
    {
        var wrote = false;
        while (_orders.TryDequeue(out var order))
            switch (order)
            {
                case Follow { Behind: null } follow:
                    _answers.Enqueue(follow);
                    break;
                case Follow follow:
                    _behind.Add(Begin(follow));
                    break;
                case DropAnswers { Behind: null }:
                    DropFront();
                    break;
                case DropAnswers { Behind: { } id }:
                    CloseBehind(answer => answer.Behind == id);
                    break;
                case ChangeFront change:
                    // In one step: nothing is told in between as if it were of the other.
                    wrote |= connection.Write(new ConversationFocused(change.To));
                    CloseBehind(answer => answer.Behind == change.To);
                    SendBehind(change.From);
                    break;
                case HandOver over:
                    _next = over.Next;
                    break;
                case TurnAway away:
                    LastWords.Write(connection, away.Code, away.Reason);
                    wrote = true;
                    break;
                case DeliverError deliver:
                    wrote |= connection is IEntryConnection both && both.Write(deliver.Error);
                    break;
                case Deliver deliver:
                    wrote |= connection.Write(deliver.Message);
                    break;
            }
        return wrote;
    }

    private AnswerFollower Begin(Follow answer) => new(answer, connection, _signal, time, Surface);

    private void DropFront()
    {
        _answers.Clear();
        _current?.Close();
        _current = null;
    }

    private void SendBehind(Guid conversation)
    {
        if (_current is { } current)
        {
            current.GoBehind(conversation);
            _behind.Add(current);
            _current = null;
        }
        while (_answers.TryDequeue(out var next))
            _behind.Add(Begin(next with { Behind = conversation }));
    }

    private void CloseBehind(Predicate<AnswerFollower> which)
    {
        foreach (var answer in _behind)
            if (which(answer))
                answer.Close();
        _behind.RemoveAll(which);
    }

    private bool WriteBehind()
    {
        var wrote = false;
        foreach (var answer in _behind)
            wrote |= answer.Write(BatchBytes);
        CloseBehind(answer => answer.HasEnded);
        return wrote;
    }

    private bool WriteAnswer()
    {
        if (_current is null && _answers.TryDequeue(out var next))
            _current = Begin(next);
        if (_current is null)
            return false;
        var wrote = _current.Write(BatchBytes);
        if (_current.HasEnded)
        {
            _current.Close();
            _current = null;
            // There may be another answer behind it, for which no signal comes.
            _signal.Set();
        }
        return wrote;
    }
}
