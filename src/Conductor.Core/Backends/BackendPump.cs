using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// Carries one attempt's output from the host into the log, outside any mailbox: it is the log's writer from start to return. When
/// readers are behind it stops asking the driver, and with it the socket to the model stops.
/// </summary>
internal sealed class BackendPump(IModelHost host, RunTurn order, PumpWatchdog watchdog, Action begun)
{
    // The most that readers sleep through while the host has more at hand, in entries.
    private const int LongestQuiet = 128;

    private readonly ResponseLog _log = order.Log;
    private readonly AnswerWriter _answer = new(order.Log, order.IsReplay, order.Gauge);
    private bool _hasBegun;
    // Written by the actor, once its handler has this pump no more on its stack.
    private volatile bool _isOnItsOwn;

    /// <summary>
    /// Runs to the end of the attempt. Never throws: what goes wrong is in the outcome. An attempt that was told to stop ends as
    /// <see cref="StreamEnd.CancelledByUser"/>, which whoever told it knows better.
    /// </summary>
    public async Task<PumpOutcome> RunAsync()
    {
        // A writer that waits for room must hear of its cancellation too.
        var nudge = watchdog.Token.UnsafeRegister(static log => ((ResponseLog)log!).Nudge(), _log);
        Ending ending;
        var hasAll = false;
        try
        {
            ending = await PumpAsync().ConfigureAwait(false);
            _answer.Finish(ending);
            hasAll = ending.IsWhole;
        }
        catch (OperationCanceledException) when (watchdog.Token.IsCancellationRequested)
        {
            ending = watchdog.Overdue ?? new Ending(StreamEnd.CancelledByUser);
        }
        catch (Exception cause)
        {
            // A bug in a driver costs its own turn, with the cause in the answer's end, not the backend and the turns beside it.
            ending = new Ending(StreamEnd.BackendFailed, $"The driver of {host.Address} failed: {cause.Message}", Status: 500);
        }
        finally
        {
            await nudge.DisposeAsync().ConfigureAwait(false);
            watchdog.Dispose();
            // Behind a whole answer comes its end at once, which wakes them anyway.
            if (!hasAll)
                _log.WakeReaders();
        }
        return new PumpOutcome(ending, _answer.Added, _answer.Usage);
    }

    /// <summary>Whoever called <see cref="RunAsync"/> has its task: what runs from now on is on no actor's turn, and readers may run with it.</summary>
    public void LetGo() => _isOnItsOwn = host.SendsFromPool;

    private async Task<Ending> PumpAsync()
    {
        var outputs = host.RunAsync(order.Request, watchdog.Token).ConfigureAwait(false).GetAsyncEnumerator();
        try
        {
            for (var quiet = 0; ; quiet++)
            {
                var next = outputs.MoveNextAsync();
                // What comes in one piece is told in one piece: readers are woken when the host has nothing more at hand.
                if (quiet > LongestQuiet || !next.GetAwaiter().IsCompleted)
                {
                    _log.WakeReaders(runHere: _isOnItsOwn);
                    quiet = 0;
                }
                if (!await next)
                    return new Ending(StreamEnd.BackendCut, $"The answer of {host.Address} broke off.", Status: 502);
                if (outputs.Current is { Kind: OutputKind.End } end)
                    return end.Ending!;
                Watch(outputs.Current.Kind);
                if (!_answer.Take(outputs.Current))
                    return new Ending(StreamEnd.LengthLimit, "The answer reached the longest length that is kept (streams.max-bytes).");
                if (!_log.HasRoom)
                    await WaitForReadersAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await outputs.DisposeAsync();
        }
    }

    private void Watch(OutputKind kind)
    {
        if (_hasBegun)
        {
            watchdog.SawLife();
        }
        else if (kind != OutputKind.Alive)
        {
            _hasBegun = true;
            watchdog.BeginIdle();
            begun();
        }
        else
        {
            _log.Record?.OnConnected();
        }
    }

    private async ValueTask WaitForReadersAsync()
    {
        watchdog.BeginStall(_log.ReaderCount > 0);
        _log.WakeReaders();
        while (!_log.HasRoom)
        {
            watchdog.Token.ThrowIfCancellationRequested();
            await _log.WaitForRoomAsync().ConfigureAwait(false);
            // Some reader got further, came or left: the others who want the slot wait for at least that.
            watchdog.SawLife();
        }
        watchdog.EndStall();
    }
}
