#pragma warning disable VSTHRD200 // Run is the name that Akka.NET users know
namespace Conductor.Actor;

/// <summary>Ends a system in an orderly way: phase by phase, and in each phase the tasks that were added to it. Safe for concurrent use.</summary>
/// <remarks>
/// Runs once, by <see cref="Run"/> or <see cref="ActorSystem.Terminate"/>. Tasks of one phase run side by side, each phase has a time-out, and a task may be
/// added while earlier phases run. The last phase ends the actors.
/// </remarks>
public sealed partial class CoordinatedShutdown
{
    // Protects the tasks and the run: both are reached from any thread, and from tasks that run while there may be no actor left to ask.
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly Dictionary<string, List<ShutdownTask>> _tasks;
    // Its continuation runs at once, so that the last phase's timer is gone before the system says that it has ended.
    private readonly TaskCompletionSource<Done> _actorsEnded = new();
    private readonly TaskCompletionSource<Done> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal CoordinatedShutdown(ActorSystem system)
    {
        System = system;
        _phases = ShutdownPhase.InOrder(system.Setup.ShutdownPhases);
        _tasks = _phases.ToDictionary(phase => phase.Name, _ => new List<ShutdownTask>());
        if (_tasks.TryGetValue(PhaseActorSystemTerminate, out var last)) last.Add(new ShutdownTask("terminate-system", EndActorsAsync));
    }

    /// <summary>The system that is to end.</summary>
    public ActorSystem System { get; }

    /// <summary>Why it ends; null until it does.</summary>
    public Reason? ShutdownReason { get; private set; }

    /// <summary>The longest that a run takes: the sum of all phases' time-outs.</summary>
    public TimeSpan TotalTimeout => new(_phases.Sum(phase => phase.Timeout.Ticks));

    /// <summary>The shutdown of a system; always the same one.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys)
    {
        ArgumentNullException.ThrowIfNull(sys);
        return sys.Shutdown;
    }

    /// <summary>The time-out of a phase.</summary>
    public TimeSpan Timeout(string phase) => Known(phase).Timeout;

    /// <summary>Adds a task to a phase. Added to one that has begun or is over, it never runs, which is logged.</summary>
    /// <param name="phase">A phase's name; an unknown one throws <see cref="ArgumentException"/>.</param>
    /// <param name="taskName">What the log calls it.</param>
    /// <param name="task">Begins the work. It runs outside of actors.</param>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        ArgumentNullException.ThrowIfNull(task);
        var name = Known(phase).Name;
        lock (_gate)
        {
            if (_tasks.TryGetValue(name, out var tasks))
            {
                tasks.Add(new ShutdownTask(taskName, task));
                return;
            }
        }
        KernelLog.ShutdownTaskTooLate(System.Logger, taskName, phase);
    }

    /// <summary>Runs all phases, or those from <paramref name="fromPhase"/> on. Only the first call counts; later ones get the same task.</summary>
    /// <param name="reason">Why, for tasks that ask.</param>
    /// <param name="fromPhase">The first phase to run; null for the first of all. An unknown one throws <see cref="ArgumentException"/>.</param>
    /// <returns>
    /// Completes at the end of the last phase. Faults, and no further phase runs, when a task of a phase that does not recover
    /// fails or is late (<see cref="TimeoutException"/>).
    /// </returns>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var first = fromPhase is null ? 0 : _phases.ToList().IndexOf(Known(fromPhase));
        lock (_gate)
        {
            if (ShutdownReason is not null) return _finished.Task;
            ShutdownReason = reason;
        }
        _ = RunPhasesAsync(first);
        return _finished.Task;
    }

    internal void OnActorsEnded() => _actorsEnded.TrySetResult(Done.Instance);

    private ShutdownPhase Known(string phase) =>
        _phases.FirstOrDefault(each => each.Name == phase)
        ?? throw new ArgumentException($"There is no shutdown phase '{phase}', only {string.Join(", ", _phases.Select(each => each.Name))}.", nameof(phase));

    private async Task RunPhasesAsync(int first)
    {
        try
        {
            foreach (var phase in _phases.Take(first)) Begin(phase);
            foreach (var phase in _phases.Skip(first)) await RunAsync(phase, Begin(phase)).ConfigureAwait(false);
            if (_actorsEnded.Task.IsCompleted) await System.WhenTerminated.ConfigureAwait(false);
            _finished.TrySetResult(Done.Instance);
        }
        catch (Exception cause)
        {
            KernelLog.ShutdownAborted(System.Logger, cause);
            _finished.TrySetException(cause);
        }
    }

    /// <summary>Closes a phase to further tasks and returns those that it has.</summary>
    private List<ShutdownTask> Begin(ShutdownPhase phase)
    {
        lock (_gate) return _tasks.Remove(phase.Name, out var tasks) ? tasks : [];
    }

    private async Task RunAsync(ShutdownPhase phase, List<ShutdownTask> tasks)
    {
        if (tasks.Count == 0) return;
        (string Name, Task End)[] running = [.. tasks.Select(task => (task.Name, task.StartAsync()))];
        try
        {
            await Task.WhenAll(running.Select(task => task.End)).WaitAsync(phase.Timeout, System.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception) when (phase.Recover)
        {
            foreach (var (name, end) in running)
            {
                if (end.IsCompletedSuccessfully) continue;
                if (end.IsCompleted) KernelLog.ShutdownTaskFailed(System.Logger, end.Exception?.InnerException, name, phase.Name);
                else KernelLog.ShutdownTaskLate(System.Logger, name, phase.Name, phase.Timeout);
            }
        }
    }

    private Task<Done> EndActorsAsync()
    {
        System.FinalTerminate();
        return _actorsEnded.Task;
    }

    private sealed record ShutdownTask(string Name, Func<Task<Done>> Work)
    {
        internal async Task StartAsync() => await Work().ConfigureAwait(false);
    }
}
