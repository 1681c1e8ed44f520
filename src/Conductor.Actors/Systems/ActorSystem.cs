#pragma warning disable VSTHRD200 // Terminate is the name that Akka.NET users know
using Conductor.Event;
using Microsoft.Extensions.Logging;

namespace Conductor.Actor;

/// <summary>A tree of actors with its clock, its event stream and its log. Safe for concurrent use.</summary>
/// <remarks>At rest it has no thread and no timer. A process may have several, which know nothing of each other.</remarks>
public sealed class ActorSystem : IActorRefFactory, IDisposable, IAsyncDisposable
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProviderScheduler _scheduler;
    private readonly TerminationCallbacks _callbacks;
    private long _lastUid;
    private int _terminating;

    private ActorSystem(string name, KernelSetup setup)
    {
        (Name, Setup, Throughput) = (name, setup, setup.Throughput);
        EventStream = new EventStream(this);
        Logger = LoggerFor("Conductor.Actor", name);
        Log = new LoggerAdapter(Logger);
        _callbacks = new TerminationCallbacks(name, Logger);
        DeadLetterLog = new DeadLetterLog(this, setup.LoggedDeadLetters);
        Root = new RootRef(this, new Address("conductor", name));
        Undelivered = new DeadLetterRef(this);
        _scheduler = new TimeProviderScheduler(this);
        if (setup.HandlerLimit is { } limit) Watchdog = new Watchdog(this, limit);
        Shutdown = new CoordinatedShutdown(this);
        SystemGuardian = NewGuardian("system");
        UserGuardian = NewGuardian("user");
    }

    /// <summary>The system's name, part of every path.</summary>
    public string Name { get; }

    /// <summary>Where events are published, dead letters and unhandled messages among them.</summary>
    public EventStream EventStream { get; }

    /// <summary>Where messages go that nobody can be given.</summary>
    public IActorRef DeadLetters => Undelivered;

    /// <summary>Tells and runs things later, by the system's clock.</summary>
    public IScheduler Scheduler => _scheduler;

    /// <summary>The system's own log.</summary>
    public ILoggingAdapter Log { get; }

    /// <summary>Completes when the last actor has ended.</summary>
    public Task WhenTerminated => _terminated.Task;

    /// <summary>The clock of all timers, time-outs and windows. Ours, not in Akka.NET.</summary>
    public TimeProvider TimeProvider => Setup.TimeProvider;

    /// <summary>What the system was created with. Ours, not in Akka.NET.</summary>
    public KernelSetup Setup { get; }

    internal int Throughput { get; }

    internal ActivityMonitor? Activity => Setup.Activity;

    internal Watchdog? Watchdog { get; }

    internal ILogger Logger { get; }

    internal DeadLetterLog DeadLetterLog { get; }

    internal RootRef Root { get; }

    internal DeadLetterRef Undelivered { get; }

    internal ActorCell UserGuardian { get; }

    internal ActorCell SystemGuardian { get; }

    internal CoordinatedShutdown Shutdown { get; }

    internal bool IsTerminating => Volatile.Read(ref _terminating) == 1;

    /// <summary>
    /// The actors below the user guardian as they are now, for somebody who wonders what they are doing. Disturbs none of them; safe from any thread.
    /// Ours, not in Akka.NET.
    /// </summary>
    /// <param name="most">Children of one actor that are shown; from 1.</param>
    public ActorGlimpse Look(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return ActorGlimpse.Of(UserGuardian, most);
    }

    /// <summary>Creates a system with the ordinary clock and no log.</summary>
    public static ActorSystem Create(string name) => Create(name, new KernelSetup());

    /// <summary>Creates a system. A name of other than letters, digits, - and _ throws <see cref="ArgumentException"/>.</summary>
    public static ActorSystem Create(string name, KernelSetup setup)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(setup);
        if (!IsSystemName(name))
            throw new ArgumentException($"'{name}' is no name for an actor system: letters, digits, - and _ are allowed, the first a letter or digit.", nameof(name));
        return new ActorSystem(name, setup);
    }

    /// <summary>Makes an actor under <c>/user</c> and returns at once. Throws <see cref="InvalidOperationException"/> once the system is ending.</summary>
    /// <inheritdoc/>
    public IActorRef ActorOf(Props props, string? name = null)
    {
        if (IsTerminating) throw new InvalidOperationException($"The actor system '{Name}' is ending and takes no more actors.");
        return UserGuardian.ActorOf(props, name);
    }

    /// <inheritdoc/>
    public ActorSelection ActorSelection(string actorPath) => Select(actorPath, Root);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        return new ActorSelection(actorPath.Address == Root.Path.Address ? Root : Undelivered, actorPath.ToStringWithoutAddress());
    }

    /// <summary>Tells an actor to stop after the message it is at.</summary>
#pragma warning disable CA1822 // a member of the system, as Akka.NET users know it
    public void Stop(IActorRef actor)
#pragma warning restore CA1822
    {
        if (actor is IInternalActorRef stopped) stopped.SendSystem(new StopActor());
    }

    /// <summary>Runs <paramref name="code"/> when the last actor has ended, before <see cref="WhenTerminated"/> completes; the last registered first.</summary>
    public void RegisterOnTermination(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        _callbacks.Add(code);
    }

    /// <summary>Runs the <see cref="CoordinatedShutdown"/>, which ends all actors, children before their parents; they end also where it is aborted.</summary>
    /// <returns>Completes when the last actor has ended; further calls wait for the same end.</returns>
    public Task Terminate()
    {
        BeginEnd();
        return WhenTerminated;
    }

    /// <summary>Begins the end without waiting for it.</summary>
    public void Dispose() => BeginEnd();

    /// <summary>Ends all actors and waits for it.</summary>
    public ValueTask DisposeAsync() => new(Terminate());

    /// <inheritdoc/>
    public override string ToString() => Root.Path.Address.ToString();

    /// <summary>Stops the guardians, and with them everything.</summary>
    internal void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _terminating, 1) == 0) UserGuardian.Stop();
    }

    internal long NextUid() => Interlocked.Increment(ref _lastUid);

    internal ILogger LoggerFor(string category, string source) => new PublishingLogger(this, Setup.LoggerFactory.CreateLogger(category), source);

    internal ActorSelection Select(string path, IInternalActorRef from)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ActorPath.TryParse(path, out var full)) return ActorSelection(full!);
        return new ActorSelection(path[0] == '/' ? Root : from, path);
    }

    /// <summary>Makes an actor under <c>/system</c>, which ends after those of the user.</summary>
    internal IActorRef SystemActorOf(Props props, string? name = null) => SystemGuardian.ActorOf(props, name);

    internal void Ended()
    {
        Interlocked.Exchange(ref _terminating, 1);
        _scheduler.Dispose();
        Watchdog?.Stop();
        _callbacks.Run();
        Shutdown.OnActorsEnded();
        _terminated.TrySetResult();
    }

    // By hand: to load the machinery of regular expressions takes as long as the rest of a start.
    private static bool IsSystemName(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(static each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_');

    private void BeginEnd() => _ = Shutdown.Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ContinueWith(
        static (run, system) =>
        {
            // An aborted run is logged already, and the end is what was asked for.
            _ = run.Exception;
            ((ActorSystem)system!).FinalTerminate();
        },
        this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private ActorCell NewGuardian(string name)
    {
        var guardian = new ActorCell(this, Props.Create<GuardianActor>().WithSupervisorStrategy(Setup.GuardianStrategy), Root, name);
        // Its children come from any thread, so the door that its end closes must be there from the start.
        guardian.ChildrenOrNew();
        guardian.Start();
        return guardian;
    }
}
