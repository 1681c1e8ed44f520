using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// Carries one attempt's output from the host into the log, outside any mailbox: it is the log's writer from start to return. When
/// readers are behind it stops asking the driver, and with it the socket to the model stops.
/// </summary>
internal sealed class BackendPump(IModelHost host, TurnTimeouts timeouts, TimeProvider time)
{
    // The most that readers sleep through while the host has more at hand, in entries.
    private const int LongestQuiet = 128;

    /// <summary>Runs to the end of the attempt. Never throws: what goes wrong is in the outcome.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="log">Where the output goes; the end is left to the owner of the turn.</param>
    /// <param name="resident">The host holds the model in memory already.</param>
    /// <param name="cancellationToken">Closes the host's socket at once. The outcome is then <see cref="StreamEnd.CancelledByUser"/>, which the canceller knows better.</param>
    public async Task<PumpOutcome> RunAsync(ModelRequest request, ResponseLog log, bool resident, CancellationToken cancellationToken)
    {
        var before = log.LastNumber;
        var watchdog = new PumpWatchdog(time, timeouts, resident, cancellationToken);
        // A writer that waits for room must hear of its cancellation too.
        var nudge = watchdog.Token.UnsafeRegister(static log => ((ResponseLog)log!).Nudge(), log);
        Ending ending;
        try
        {
            ending = await PumpAsync(request, log, watchdog).ConfigureAwait(false);
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
        }
        return new PumpOutcome(ending, log.LastNumber - before);
    }

    private async Task<Ending> PumpAsync(ModelRequest request, ResponseLog log, PumpWatchdog watchdog)
    {
        var outputs = host.RunAsync(request, watchdog.Token).ConfigureAwait(false).GetAsyncEnumerator();
        try
        {
            var begun = false;
            for (var quiet = 0; ; quiet++)
            {
                var next = outputs.MoveNextAsync();
                // What comes in one piece is told in one piece: readers are woken when the host has nothing more at hand.
                if (quiet > LongestQuiet || !next.GetAwaiter().IsCompleted)
                {
                    log.WakeReaders();
                    quiet = 0;
                }
                if (!await next)
                    return new Ending(StreamEnd.BackendCut, $"The answer of {host.Address} broke off.", Status: 502);
                if (outputs.Current is { Kind: OutputKind.End } end)
                    return end.Ending!;
                begun = Watch(outputs.Current.Kind, begun, watchdog);
                if (!Append(log, outputs.Current))
                    return new Ending(StreamEnd.LengthLimit, "The answer reached the longest length that is kept (streams.max-bytes).");
                if (!log.HasRoom)
                    await WaitForReadersAsync(log, watchdog).ConfigureAwait(false);
            }
        }
        finally
        {
            await outputs.DisposeAsync();
        }
    }

    private bool Watch(OutputKind kind, bool begun, PumpWatchdog watchdog)
    {
        if (begun)
            watchdog.SawLife();
        else if (kind != OutputKind.Alive)
            watchdog.BeginIdle(timeouts.Idle);
        return begun || kind != OutputKind.Alive;
    }

    private static bool Append(ResponseLog log, in ModelOutput output)
    {
        switch (output.Kind)
        {
            case OutputKind.Text:
                return log.AppendQuietly(EntryKind.Text, output.Utf8.Span);
            case OutputKind.Thinking:
                return log.AppendQuietly(EntryKind.Thinking, output.Utf8.Span);
            case OutputKind.ToolCall:
                return log.Append(EntryKind.ToolCall, output.Utf8.Span);
            case OutputKind.Extra:
                return log.Append(EntryKind.Extra, output.Utf8.Span);
            case OutputKind.Usage:
                log.Append(EntryKind.Usage, output.Usage);
                return true;
            default:
                return true;
        }
    }

    private async ValueTask WaitForReadersAsync(ResponseLog log, PumpWatchdog watchdog)
    {
        watchdog.BeginStall(timeouts.Stall, log.ReaderCount > 0);
        log.WakeReaders();
        while (!log.HasRoom)
        {
            watchdog.Token.ThrowIfCancellationRequested();
            await log.WaitForRoomAsync().ConfigureAwait(false);
            // Some reader got further, came or left: the others who want the slot wait for at least that.
            watchdog.SawLife();
        }
        watchdog.EndStall();
    }
}
