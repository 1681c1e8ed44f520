using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Streams;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// One turn on behalf of a caller who waits at the other end of a connection: what comes is read here, and when the caller goes, the
/// turn is cancelled, whatever it is doing. For one reader at a time.
/// </summary>
internal sealed class CallerTurn : IDisposable
{
    private static readonly Ending CallerGone = new(StreamEnd.SurfaceGone, "The caller closed the connection.", Status: 499);

    private readonly TurnStarted _started;
    private readonly LogReader _reader;
    private readonly bool _goesOnAlone;
    private readonly CancellationToken _gone;
    private readonly CancellationTokenRegistration _farewell;

    private CallerTurn(TurnStarted started, bool goesOnAlone, WakeFor wakes, CancellationToken gone)
    {
        (_started, _goesOnAlone, _gone, _reader) = (started, goesOnAlone, gone, started.Log.OpenReader());
        (_reader.Wakes, _reader.RunsWithWriter) = (wakes, true);
        _farewell = gone.UnsafeRegister(static turn => ((CallerTurn)turn!).Leave(), this);
    }

    /// <summary>The answer.</summary>
    public ResponseLog Log => _started.Log;

    /// <summary>Which way it has taken so far.</summary>
    public RouteTrace Route { get; } = new();

    /// <summary>Wakes whoever waits in <see cref="NextAsync"/>.</summary>
    public AsyncSignal Signal => _reader.Signal;

    /// <summary>The caller is gone: there is nobody to write to.</summary>
    public bool IsGone => _gone.IsCancellationRequested;

    /// <summary>The end was read.</summary>
    public bool HasEnded => _reader.HasEnded;

    /// <summary>The number of the entry that was read last.</summary>
    public long Position => _reader.Position;

    /// <summary>Starts a turn.</summary>
    /// <returns>Null when the caller left before it was accepted; it is then cancelled as soon as it is.</returns>
    /// <param name="conductor">Who runs it.</param>
    /// <param name="order">The turn.</param>
    /// <param name="wakes">What the caller is to hear of as soon as it is there.</param>
    /// <param name="goesOnAlone">The turn goes on when the caller is gone, because somebody else can find it.</param>
    /// <param name="gone">Fires when the caller is gone.</param>
    public static async ValueTask<CallerTurn?> StartAsync(IConductor conductor, StartTurn order, WakeFor wakes, bool goesOnAlone, CancellationToken gone)
    {
        // Not given the caller's token: an acceptance that nobody waits for would leave a turn that nobody cancels.
        var starting = conductor.StartTurnAsync(order, CancellationToken.None);
        try
        {
            return new CallerTurn(await starting.WaitAsync(gone), goesOnAlone, wakes, gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            if (!goesOnAlone)
                _ = CancelLateAsync(starting);
            return null;
        }
    }

    /// <summary>Reads the next entry that is more than a status, if it is there.</summary>
    public bool TryRead(out LogEntry entry)
    {
        while (_reader.TryRead(out entry))
        {
            if (entry.Kind != EntryKind.Status)
                return true;
            Route.Note(entry.Status!);
        }
        return false;
    }

    /// <summary>Waits until there may be something to read, or the caller is gone.</summary>
    public ValueTask WaitAsync() => _reader.WaitAsync();

    /// <summary>Reads the next entry that is more than a status as soon as it is there.</summary>
    /// <returns>False when the caller is gone.</returns>
    public async ValueTask<(bool IsThere, LogEntry Entry)> ReadAsync()
    {
        while (!IsGone)
        {
            if (TryRead(out var entry))
                return (true, entry);
            await WaitAsync();
        }
        return default;
    }

    /// <summary>The same, but with a heartbeat it returns too when one is due.</summary>
    public async ValueTask<(TurnNews News, LogEntry Entry)> NextAsync(Heartbeat? heartbeat)
    {
        while (!IsGone)
        {
            if (TryRead(out var entry))
                return (TurnNews.Entry, entry);
            if (heartbeat is { IsDue: true })
                return (TurnNews.Silence, default);
            await WaitAsync();
        }
        return (TurnNews.Gone, default);
    }

    /// <summary>Ends the turn for a reason of the server's own.</summary>
    public void Cancel(Ending ending) => Cancel(_started, ending);

    public void Dispose()
    {
        _farewell.Dispose();
        // Whoever stops reading before the end leaves, however it was noticed: a flush may see it before the request's token does,
        // and that token's farewell is gone by now.
        if (!_reader.HasEnded && !_goesOnAlone)
            Cancel(_started, CallerGone);
        _reader.Dispose();
    }

    private void Leave()
    {
        if (!_goesOnAlone)
            Cancel(_started, CallerGone);
        _reader.Signal.Set();
    }

    private static async Task CancelLateAsync(Task<TurnStarted> starting) => Cancel(await starting, CallerGone);

    private static void Cancel(TurnStarted started, Ending ending) =>
        started.Conversation.Tell(new CancelTurn(started.Turn, ending), ActorRefs.NoSender);
}

/// <summary>What a wait for the next entry has brought.</summary>
internal enum TurnNews
{
    /// <summary>An entry.</summary>
    Entry,

    /// <summary>Nothing, for so long that the caller should hear something.</summary>
    Silence,

    /// <summary>The caller is gone.</summary>
    Gone,
}
