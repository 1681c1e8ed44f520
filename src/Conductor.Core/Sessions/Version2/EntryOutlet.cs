using System.Collections.Concurrent;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;
using SurfaceCapabilities = Conductor.Protocol.V1.Messages.SurfaceCapabilities;

namespace Conductor.Core.Sessions.Version2;

/// <summary>
/// The one writer of a version 2 surface: sends what the session orders, and in between the answers that it follows, each from its log at
/// the surface's own pace, one portion of each in turn. Orders overtake entries; an answer's end goes out before the news of it.
/// </summary>
#pragma warning disable CA1001 // The source is not disposed of: whoever lets go may come after the end.
internal sealed class EntryOutlet(IEntryConnection connection, int orderLimit, TimeProvider time)
#pragma warning restore CA1001
{
    private const int BatchBytes = 16 * 1024;
    private const int MostRemembered = 256;

    private readonly ConcurrentQueue<EntryOrder> _orders = new();
    private readonly AsyncSignal _signal = new();
    private readonly List<EntryFollower> _answers = [];
    private readonly Dictionary<Guid, CreditBox> _credit = [];
    private readonly Queue<Guid> _shownOrder = new();
    private readonly HashSet<Guid> _shown = [];
    private readonly CancellationTokenSource _letGo = new();
    private volatile bool _finishing;
    private volatile ServerMessage? _lastWords;

    /// <summary>What the surface can do. Answers that it begins to follow from now on obey it.</summary>
    public SurfaceCapabilities Surface { get; set; } = SurfaceCapabilities.Headless;

    /// <summary>Gives an order. Safe from any thread.</summary>
    /// <returns>False when too many wait: the surface does not read.</returns>
    public bool Post(EntryOrder order)
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

    /// <summary>Ends <see cref="RunAsync"/> in the middle of whatever it writes. The words go out if the surface reads again before the connection is gone.</summary>
    public void EndWith(ServerMessage lastWords)
    {
        _lastWords ??= lastWords;
        _ = _letGo.CancelAsync();
    }

    /// <summary>Writes until finished, let go of, cancelled, or the surface is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_letGo.Token, cancellationToken);
        await WriteAsync(either.Token).ConfigureAwait(false);
        if (_lastWords is { } words)
            connection.WriteLast(words);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var wake = cancellationToken.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _signal);
        var timer = time.CreateTimer(static signal => ((AsyncSignal)signal!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // Read before the queue: an order given before the finish is then surely seen.
                var finishing = _finishing;
                var wrote = await CarryOutOrdersAsync(cancellationToken).ConfigureAwait(false) | WriteAnswers();
                if (wrote && !await connection.FlushAsync(cancellationToken).ConfigureAwait(false))
                    return;
                if (!wrote && finishing)
                    return;
                if (wrote)
                    continue;
                if (_answers.Min(answer => answer.DueIn) is { } due)
                    timer.Change(due, Timeout.InfiniteTimeSpan);
                await _signal.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await wake.DisposeAsync().ConfigureAwait(false);
            await timer.DisposeAsync().ConfigureAwait(false);
            foreach (var answer in _answers)
                answer.Close();
        }
    }

    private async ValueTask<bool> CarryOutOrdersAsync(CancellationToken cancellationToken)
    {
        var wrote = false;
        while (_orders.TryDequeue(out var order))
            switch (order)
            {
                case Send send:
                    wrote |= connection.Write(send.Message);
                    break;
                case FollowEntries follow:
                    Follow(follow);
                    break;
                case SendEnd end:
                    await SendEndAsync(end.Ended, cancellationToken).ConfigureAwait(false);
                    wrote = true;
                    break;
                case StopEntries stop:
                    Close(answer => answer.Conversation == stop.Conversation);
                    _credit.Remove(stop.Conversation);
                    break;
                case SetCredit credit:
                    CreditOf(credit.Conversation).Set(credit.Messages);
                    break;
                case AddCredit credit:
                    CreditOf(credit.Conversation).Add(credit.Messages, credit.Most);
                    break;
            }
        return wrote;
    }

    private bool WriteAnswers()
    {
        var wrote = false;
        foreach (var answer in _answers)
        {
            wrote |= answer.Write(BatchBytes);
            if (answer.HasEnded)
                Remember(answer.Turn);
        }
        Close(answer => answer.HasEnded);
        return wrote;
    }

    private void Follow(FollowEntries order)
    {
        var turn = order.Answer.Turn.Value;
        Close(answer => answer.Turn == turn);
        _answers.Add(new EntryFollower(order, connection, _signal, CreditOf(order.Conversation), time, Surface));
    }

    // What the surface has not had of the answer goes out first: its log is complete by now.
    private async ValueTask SendEndAsync(TurnEnded ended, CancellationToken cancellationToken)
    {
        if (_answers.Find(answer => answer.Turn == ended.TurnId) is { } answer)
        {
            while (!answer.HasEnded && answer.Write(BatchBytes) && await connection.FlushAsync(cancellationToken).ConfigureAwait(false))
            {
            }
            if (answer.HasEnded)
                Remember(answer.Turn);
            Close(one => one == answer);
        }
        // Not had to its end: without credit, for one. The message has all of it.
        var sent = _shown.Contains(ended.TurnId) ? ended with { Message = null } : ended;
        if (!connection.Write(sent))
            connection.Write(ended with { Message = null });
    }

    private void Close(Predicate<EntryFollower> which)
    {
        foreach (var answer in _answers)
            if (which(answer))
                answer.Close();
        _answers.RemoveAll(which);
    }

    private CreditBox CreditOf(Guid conversation)
    {
        if (!_credit.TryGetValue(conversation, out var box))
            _credit.Add(conversation, box = new CreditBox());
        return box;
    }

    private void Remember(Guid turn)
    {
        if (!_shown.Add(turn))
            return;
        _shownOrder.Enqueue(turn);
        if (_shownOrder.Count > MostRemembered)
            _shown.Remove(_shownOrder.Dequeue());
    }
}
