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
                var wrote = CarryOutOrders() | WriteAnswer();
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
        }
    }

    private bool CarryOutOrders()
    {
        var wrote = false;
        while (_orders.TryDequeue(out var order))
        {
            if (order is Follow follow)
                _answers.Enqueue(follow);
            else if (order is DropAnswers)
                DropAnswers();
            else if (order is HandOver over)
                _next = over.Next;
            else if (order is Deliver deliver)
                wrote |= connection.Write(deliver.Message);
        }
        return wrote;
    }

    private void DropAnswers()
    {
        _answers.Clear();
        _current?.Close();
        _current = null;
    }

    private bool WriteAnswer()
    {
        if (_current is null && _answers.TryDequeue(out var next))
            _current = new AnswerFollower(next, connection, _signal, time, Surface);
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
