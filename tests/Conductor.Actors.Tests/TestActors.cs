namespace Conductor.Actors.Tests;

/// <summary>Messages that steer the actors of these tests.</summary>
public sealed record Throw(Exception Cause)
{
    public static Throw Now(string why = "told to") => new(new InvalidOperationException(why));
}

public sealed record Spawn(Props Props, string? Name = null);

/// <summary>Carries a Terminated on; a bare one counts only for the actor that watched.</summary>
public sealed record Heard(Terminated Of);

public sealed record Run(Action<IActorContext> Do);

/// <summary>Answers what it is told.</summary>
public sealed class EchoActor : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}

/// <summary>Reports every step of its life to a probe, throws when told, makes children when told, and passes on everything else.</summary>
public class LifeActor(IActorRef probe, string name = "life") : UntypedActor
{
    protected IActorRef Probe => probe;

    protected override void PreStart() => probe.Tell($"{name}: PreStart");

    protected override void PostStop() => probe.Tell($"{name}: PostStop");

    protected override void PreRestart(Exception reason, object? message)
    {
        probe.Tell($"{name}: PreRestart {reason.Message} at {(message is Throw ? "Throw" : message ?? "null")}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        probe.Tell($"{name}: PostRestart {reason.Message}");
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Throw order:
                throw order.Cause;
            case Spawn order:
                Sender.Tell(Context.ActorOf(order.Props, order.Name));
                break;
            case Run order:
                order.Do(Context);
                break;
            case Terminated end:
                probe.Tell(new Heard(end));
                break;
            default:
                probe.Forward(message);
                break;
        }
    }
}

/// <summary>A parent with a strategy from outside.</summary>
public sealed class ParentActor(SupervisorStrategy strategy, IActorRef probe) : LifeActor(probe, "parent")
{
    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    protected override void PreRestart(Exception reason, object? message) => Probe.Tell($"parent: PreRestart {reason.Message}, children kept");
}

/// <summary>What every test class of the kernel can do.</summary>
public abstract class KernelTests : TestKitBase
{
    protected KernelTests(KernelSetup? setup = null) : base(setup)
    {
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes a child through its parent, and returns its ref.</summary>
    protected async Task<IActorRef> SpawnAsync(IActorRef parent, Props props, string? name = null)
    {
        var asker = CreateTestProbe();
        asker.Send(parent, new Spawn(props, name));
        return await asker.ExpectMsgAsync<IActorRef>(Token);
    }

    protected async Task ExpectAsync(params object[] messages)
    {
        foreach (var message in messages) await ExpectMsgAsync(message, Token);
    }
}

/// <summary>Reports its children's failures to a probe and then decides by default.</summary>
public sealed class WitnessParent(IActorRef probe) : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        probe.Tell(cause);
        return Actor.SupervisorStrategy.DefaultDecider.Decide(cause);
    });

    protected override void OnReceive(object message)
    {
        if (message is Spawn order) Sender.Tell(Context.ActorOf(order.Props, order.Name));
        else probe.Forward(message);
    }
}
