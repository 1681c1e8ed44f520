using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Embedded;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Rescue;
using Conductor.Core.Streams;
using Conductor.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Scripted;

/// <summary>A whole conductor on virtual time over scripted hosts.</summary>
internal sealed class ConductorFixture : IAsyncDisposable
{
    public ConductorFixture(params ScriptedHost[] hosts)
        : this(new BackendPlan(), hosts)
    {
    }

    public ConductorFixture(BackendPlan backend, params ScriptedHost[] hosts)
        : this(new ConductorPlan { Fleet = Fleet(backend, hosts) })
    {
    }

    // Whoever looks after the actors has a timer while they work, and here time does not pass by itself: it would never find them idle.
    public ConductorFixture(ConductorPlan plan, ILoggerFactory? loggers = null) =>
        Conductor = new LocalConductor(plan with { HandlerLimit = TimeSpan.Zero }, Time, loggers ?? NullLoggerFactory.Instance);

    /// <summary>One whose permits are others' too.</summary>
    public ConductorFixture(IPermits permits, BackendPlan backend, params ScriptedHost[] hosts)
    {
        var plan = new ConductorPlan { Fleet = Fleet(backend, hosts), HandlerLimit = TimeSpan.Zero };
        Conductor = new LocalConductor(plan, Time, NullLoggerFactory.Instance, permits, EmbeddedPorts.OpenAsync(plan.Journal, permits, Time, NullLoggerFactory.Instance));
    }

    /// <summary>One that tries each turn once.</summary>
    public static ConductorFixture Once(params ScriptedHost[] hosts) =>
        new(new ConductorPlan { Fleet = Fleet(new BackendPlan { Parallel = 2 }, hosts) with { Rescue = new RescuePlan { Attempts = 0 } } });

    public VirtualTime Time { get; } = new();

    public LocalConductor Conductor { get; }

    public static FleetPlan Fleet(BackendPlan backend, params ScriptedHost[] hosts) =>
        new([.. hosts.Select((host, index) => new HostPlan { Name = $"h{index + 1}", Driver = host, Backend = backend })]);

    public async Task<TurnStarted> StartAsync(string model = "m", string prompt = "hi", string caller = "someone") =>
        await Conductor.StartTurnAsync(Chat(model, prompt), caller, TestContext.Current.CancellationToken)
            .WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    /// <summary>Starts a turn, and comes back when a backend has it: turns that are started one after the other are then in that order.</summary>
    public async Task<TurnStarted> AdmittedAsync(string model = "m", string prompt = "hi", string caller = "someone")
    {
        var turn = await StartAsync(model, prompt, caller);
        using var reader = turn.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Status?.Stage is TurnStage.Queued or TurnStage.Started or TurnStage.Loading || entry.Ending is not null);
        return turn;
    }

    public static ModelRequest Chat(string model, string prompt) => new() { Model = model, Messages = [new ChatMessage("user", prompt)] };

    public void Cancel(TurnStarted turn) => turn.Conversation.Tell(new CancelTurn(turn.Turn, new Ending(StreamEnd.CancelledByUser)), ActorRefs.NoSender);

    public async ValueTask DisposeAsync() => await Conductor.DisposeAsync();
}
