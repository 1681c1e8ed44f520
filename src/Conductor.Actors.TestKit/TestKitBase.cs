using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>The base of a test class: an actor system on a clock that the test moves, and a probe to expect messages with.</summary>
/// <remarks>
/// Bound to no test framework; it is disposed of through <see cref="IAsyncDisposable"/>. Expectations wait for a message, and give up after
/// <see cref="Patience"/> of real time, which a passing test never reaches.
/// </remarks>
public abstract class TestKitBase : IAsyncDisposable
{
    private readonly ActivityMonitor _activity = new();

    /// <summary>Creates the system.</summary>
    /// <param name="setup">Its settings; the clock is replaced by <see cref="Time"/>.</param>
    /// <param name="systemName">Its name.</param>
    protected TestKitBase(KernelSetup? setup = null, string systemName = "test")
    {
        Sys = ActorSystem.Create(systemName, (setup ?? new KernelSetup()) with { TimeProvider = Time, Activity = _activity });
        TestActor = CreateTestProbe("testActor");
    }

    /// <summary>Real time after which an expectation is given up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of the system.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The probe that the expectations of this class look at.</summary>
    public TestProbe TestActor { get; }

    /// <summary>Makes a probe.</summary>
    public TestProbe CreateTestProbe(string? name = null) => TestProbe.Create(this, name);

    /// <summary>Completes when no actor has anything left to do. Timers stand still, and work outside of actors is not seen.</summary>
    public Task SettleAsync(CancellationToken cancellationToken = default) =>
        _activity.WhenQuietAsync().WaitAsync(Patience, TimeProvider.System, cancellationToken);

    /// <summary>Moves the clock from timer to timer, and lets the actors come to rest after each, as they would in real time.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        var end = Time.Elapsed + by;
        while (Time.UntilNextTimer is { } next && Time.Elapsed + next <= end)
        {
            Time.Advance(next);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
        Time.Advance(end - Time.Elapsed);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next message of <see cref="TestActor"/>, which must be a <typeparamref name="T"/>.</summary>
    public Task<T> ExpectMsgAsync<T>(CancellationToken cancellationToken = default) => TestActor.ExpectMsgAsync<T>(cancellationToken);

    /// <summary>The next message of <see cref="TestActor"/>, which must equal <paramref name="message"/>.</summary>
    public Task<T> ExpectMsgAsync<T>(T message, CancellationToken cancellationToken = default) => TestActor.ExpectMsgAsync(message, cancellationToken);

    /// <summary>Lets the actors come to rest; <see cref="TestActor"/> must have no message then.</summary>
    public Task ExpectNoMsgAsync(CancellationToken cancellationToken = default) => TestActor.ExpectNoMsgAsync(cancellationToken);

    /// <summary>Moves the clock by <paramref name="duration"/>; <see cref="TestActor"/> must have no message then.</summary>
    public Task ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) => TestActor.ExpectNoMsgAsync(duration, cancellationToken);

    /// <summary>The next message of <see cref="TestActor"/>, which must be the end of <paramref name="target"/>, watched before.</summary>
    public Task<Terminated> ExpectTerminatedAsync(IActorRef target, CancellationToken cancellationToken = default) =>
        TestActor.ExpectTerminatedAsync(target, cancellationToken);

    /// <summary>Makes <see cref="TestActor"/> watch an actor.</summary>
    public IActorRef Watch(IActorRef actor) => TestActor.Watch(actor);

    /// <summary>Makes an actor under <c>/user</c>.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Calls <paramref name="assertion"/> until it does not throw, for at most <see cref="Patience"/>. For what no message tells.</summary>
    public async Task AwaitAssertAsync(Action assertion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                // What an outside task does can only be looked at again.
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends the system.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Sys.Terminate().WaitAsync(Patience, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
    }
}
