namespace Conductor.Actors.Tests.Supervision;

/// <summary>A parent that waits for the verdict on its own failure judges its children later, when they may be gone.</summary>
public sealed class LateFailureTests : KernelTests
{
    private readonly TaskCompletionSource _parents = new();
    private readonly TaskCompletionSource _childs = new();

    [Fact]
    public async Task A_failure_of_a_child_that_is_already_gone_is_dropped_even_when_another_has_its_name()
    {
        var top = ActorOf(Props.Create(() => new ParentActor(new OneForOneStrategy(_ => Told("verdict")), TestActor)));
        await ExpectAsync("parent: PreStart");
        var parent = await SpawnAsync(top, Props.Create(() => new JudgingActor(_parents.Task, TestActor)));
        var trouble = await SpawnAsync(parent, Props.Create(() => new FailingActor(Task.CompletedTask, TestActor)), "trouble");
        var child = await SpawnAsync(parent, Props.Create(() => new FailingActor(_childs.Task, TestActor)), "child");
        Watch(child);
        parent.Tell("await", null);
        child.Tell("await", null);
        await ExpectMsgAllOfAsync(["parent begun", "child begun"], cancellationToken: Token);

        // The trouble's failure becomes the parent's; its restart waits for its handler, and meanwhile it judges nobody.
        trouble.Tell("fail", null);
        await ExpectAsync("trouble begun", "judges trouble", "verdict");
        _childs.SetResult();
        await SettleAsync(Token);
        Sys.Stop(child);
        await ExpectTerminatedAsync(child, Token);
        _parents.SetResult();

        await ExpectAsync("parent ended", "parent restarted");
        var again = await SpawnAsync(parent, Props.Create(() => new LifeActor(TestActor, "again")), "child");
        again.Tell("untouched", null);
        await ExpectAsync("again: PreStart", "untouched");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Whoever_is_below_a_failing_actor_handles_nothing_until_the_verdict_is_carried_out()
    {
        var top = ActorOf(Props.Create(() => new ParentActor(new OneForOneStrategy(_ => Told("verdict")), TestActor)));
        await ExpectAsync("parent: PreStart");
        var parent = await SpawnAsync(top, Props.Create(() => new JudgingActor(_parents.Task, TestActor)));
        var trouble = await SpawnAsync(parent, Props.Create(() => new FailingActor(Task.CompletedTask, TestActor)), "trouble");
        var bystander = await SpawnAsync(parent, Props.Create(() => new LifeActor(TestActor, "bystander")));
        await ExpectAsync("bystander: PreStart");
        parent.Tell("await", null);
        await ExpectAsync("parent begun");
        trouble.Tell("fail", null);
        await ExpectAsync("trouble begun", "judges trouble", "verdict");

        bystander.Tell("held back", null);
        await ExpectNoMsgAsync(Token);
        _parents.SetResult();
        await ExpectAsync(
            "parent ended", "parent restarted", "bystander: PreRestart trouble at null", "bystander: PostStop", "bystander: PostRestart trouble", "bystander: PreStart", "held back");
    }

    private Directive Told(string what)
    {
        TestActor.Tell(what);
        return Directive.Restart;
    }

    /// <summary>Tells of every failure that it judges, and makes it its own.</summary>
    private sealed class JudgingActor(Task gate, IActorRef probe) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
        {
            probe.Tell($"judges {cause.Message}");
            return Directive.Escalate;
        });

        // Keeps the children.
        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void PostRestart(Exception reason) => probe.Tell("parent restarted");

        protected override void OnReceive(object message)
        {
            if (message is Spawn order) Sender.Tell(Context.ActorOf(order.Props, order.Name));
            else RunTask(AwaitAsync);
        }

        private async Task AwaitAsync()
        {
            probe.Tell("parent begun");
            await gate;
            probe.Tell("parent ended");
        }
    }

    /// <summary>Fails when its gate opens, even while it is suspended.</summary>
    private sealed class FailingActor(Task gate, IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message) => RunTask(FailAsync);

        private async Task FailAsync()
        {
            probe.Tell($"{Self.Path.Name} begun");
            await gate;
            throw new InvalidOperationException(Self.Path.Name);
        }
    }
}
