using System.Linq.Expressions;
using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>The base of a test class: an actor system on a clock that the test moves, and a probe to expect messages with.</summary>
/// <remarks>Bound to no test framework: what a test expects in vain is an <see cref="ExpectationException"/>, and the end is <see cref="IAsyncDisposable"/>.</remarks>
public abstract class TestKitBase : Expectations, IActorRefFactory, IAsyncDisposable
{
    internal static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    private readonly ActivityMonitor _activity = new();

    /// <summary>Creates the system.</summary>
    /// <param name="setup">Its settings; the clock is replaced by <see cref="Time"/>.</param>
    /// <param name="systemName">Its name.</param>
    protected TestKitBase(KernelSetup? setup = null, string systemName = "test")
    {
        Sys = ActorSystem.Create(systemName, (setup ?? new KernelSetup()) with { TimeProvider = Time, Activity = _activity });
        TestActor = CreateTestProbe("testActor");
    }

    /// <summary>Real time after which an expectation is given up. A passing test never reaches it.</summary>
    /// <value>Default 20 s.</value>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    /// <summary>The clock of the system.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The probe that the expectations of this class look at.</summary>
    public TestProbe TestActor { get; }

    /// <summary>Expects log lines, dead letters and other events.</summary>
    public EventFilterFactory EventFilter => new(this);

    private protected override TestKitBase Kit => this;

    private protected override TestProbe Probe => TestActor;

    /// <summary>Makes a probe.</summary>
    public TestProbe CreateTestProbe(string? name = null) => new(this, name);

    /// <summary>Makes a latch.</summary>
    public TestLatch CreateTestLatch(int count = 1) => new(count, Patience);

    /// <summary>Makes an actor under <c>/user</c>.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Makes an actor under <c>/user</c> that needs no arguments.</summary>
    public IActorRef ActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new() => Sys.ActorOf<TActor>(name);

    /// <summary>Makes an actor under <c>/user</c> from its <c>new</c>.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <summary>The actors that the path names at the time of each tell.</summary>
    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>The actors that the path names at the time of each tell.</summary>
    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>Makes an actor whose instance the test may look at. Completes when it has started and everything is at rest.</summary>
    public async Task<TestActorRef<TActor>> ActorOfAsTestActorRefAsync<TActor>(Props props, string? name = null)
        where TActor : ActorBase
    {
        var actor = new TestActorRef<TActor>(this, ActorOf(props, name));
        await SettleAsync(CancellationToken.None).ConfigureAwait(false);
        return actor;
    }

    /// <summary>The same with the <c>new</c> of the actor.</summary>
    public Task<TestActorRef<TActor>> ActorOfAsTestActorRefAsync<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => ActorOfAsTestActorRefAsync<TActor>(Props.Create(factory), name);

    /// <summary>Completes when no actor has anything left to do. Timers stand still, and work outside of actors is not seen.</summary>
    public Task SettleAsync(CancellationToken cancellationToken = default) =>
        Evidence.WaitAsync(_activity.WhenQuietAsync(), Patience, "The actors did not come to rest", cancellationToken);

    /// <summary>Moves the clock from timer to timer, and lets the actors come to rest after each, as they would in real time.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        var end = Time.Elapsed + by;
        while (await TryAdvanceAsync(end, cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Ends the system.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Evidence.WaitAsync(Sys.Terminate(), Patience, "The actor system did not end", CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Whether the clock may still be moved towards <paramref name="end"/>.</summary>
    internal bool CanAdvance(TimeSpan? end) => end is { } limit && (Time.Elapsed < limit || Time.UntilNextTimer == TimeSpan.Zero);

    /// <summary>Moves the clock to the next timer, but not beyond <paramref name="end"/>, and lets the actors come to rest. False when it stands there already.</summary>
    internal async Task<bool> TryAdvanceAsync(TimeSpan? end, CancellationToken cancellationToken)
    {
        if (!CanAdvance(end)) return false;
        var left = end!.Value - Time.Elapsed;
        Time.Advance(Time.UntilNextTimer is { } next && next < left ? next : left);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
