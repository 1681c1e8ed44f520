namespace Conductor.Actors.Tests.Awaiting;

public sealed class ReceiveAsyncTests : KernelTests
{
    private readonly TaskCompletionSource _gate = new();

    private IActorRef Awaiting(string name = "a") => ActorOf(Props.Create(() => new AwaitingActor(_gate.Task, TestActor)), name);

    [Fact]
    public async Task The_mailbox_waits_for_the_task_and_nothing_comes_in_between()
    {
        var actor = Awaiting();
        actor.Tell("await", null);
        actor.Tell(1, null);
        await ExpectAsync("begun");
        await ExpectNoMsgAsync(Token);
        _gate.SetResult();
        await ExpectAsync("ended", 1);
    }

    [Fact]
    public async Task Sender_Self_and_Context_are_kept_across_awaits()
    {
        var actor = Awaiting();
        var asker = CreateTestProbe();
        asker.Send(actor, "who");
        await ExpectAsync("begun");
        _gate.SetResult();
        Assert.Equal(actor, await asker.ExpectMsgAsync<IActorRef>(Token));
        Assert.Equal(actor, asker.Sender);
        await ExpectAsync("/user/a");
    }

    [Fact]
    public async Task An_exception_after_an_await_is_supervised_and_PreRestart_sees_the_message()
    {
        var actor = Awaiting();
        actor.Tell("throw", null);
        actor.Tell(2, null);
        await ExpectAsync("begun");
        _gate.SetResult();
        await ExpectAsync("PreRestart after at throw", 2);
    }

    [Fact]
    public async Task A_synchronous_exception_of_an_async_handler_is_supervised_too()
    {
        var actor = Awaiting();
        actor.Tell("throw at once", null);
        await ExpectAsync("PreRestart at once at throw at once");
    }

    [Fact]
    public async Task A_stopped_actor_asks_its_handler_to_end_and_waits_for_it_finally_included_before_PostStop()
    {
        var actor = Awaiting();
        actor.Tell("until stopped", null);
        await ExpectAsync("begun");
        Watch(actor);
        Sys.Stop(actor);
        await ExpectAsync("finally", "PostStop");
        await ExpectTerminatedAsync(actor, Token);
    }

    [Fact]
    public async Task A_handler_that_does_not_listen_is_still_waited_for()
    {
        var actor = Awaiting();
        actor.Tell("await", null);
        await ExpectAsync("begun");
        Sys.Stop(actor);
        await ExpectNoMsgAsync(Token);
        _gate.SetResult();
        await ExpectAsync("ended", "PostStop");
    }

    [Fact]
    public async Task A_sibling_that_awaits_ends_its_handler_before_it_is_restarted_by_AllForOne()
    {
        var parent = ActorOf(Props.Create(() => new ParentActor(new AllForOneStrategy(_ => Directive.Restart), CreateTestProbe("parent"))));
        var awaiting = await SpawnAsync(parent, Props.Create(() => new AwaitingActor(_gate.Task, TestActor)));
        var failing = await SpawnAsync(parent, Props.Create(() => new LifeActor(CreateTestProbe("other"), "failing")));
        awaiting.Tell("until stopped", null);
        await ExpectAsync("begun");
        failing.Tell(Throw.Now("boom"), null);
        await ExpectAsync("finally", "PreRestart boom at null");
        awaiting.Tell(3, null);
        await ExpectAsync(3);
    }

    [Fact]
    public async Task A_task_that_is_complete_at_once_does_not_suspend()
    {
        var actor = Awaiting();
        _gate.SetResult();
        actor.Tell("await", null);
        actor.Tell(1, null);
        await ExpectAsync("begun", "ended", 1);
    }

    [Fact]
    public async Task A_handler_that_does_nothing_but_yield_keeps_no_thread_to_itself()
    {
        // As many of them as there are threads at first would stop everything else.
        var yielding = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(i => Awaiting($"yielding-{i}")).ToArray();
        foreach (var actor in yielding) actor.Tell("yield", null);
        for (var i = 0; i < 20; i++) Assert.Equal(i, await ActorOf(Props.Create<EchoActor>()).Ask<int>(i, Token));
        _gate.SetResult();
        foreach (var actor in yielding) await ExpectAsync("yielded");
    }

    [Fact]
    public async Task Work_that_a_handler_left_un_awaited_goes_on_outside_of_an_actor_that_has_ended()
    {
        var actor = Awaiting();
        actor.Tell("stray", null);
        await ExpectAsync("begun");
        Watch(actor);
        Sys.Stop(actor);
        await ExpectAsync("PostStop");
        await ExpectTerminatedAsync(actor, Token);
        // Another actor ends the wait: the work must not run in its name.
        var other = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "other")));
        other.Tell(new Run(_ => _gate.SetResult()), null);
        await ExpectAsync("stray ended, in no actor");
    }

    [Fact]
    public async Task System_messages_are_handled_while_a_handler_awaits()
    {
        var parent = ActorOf(Props.Create(() => new AwaitingParent(_gate.Task, TestActor)));
        var child = await ExpectMsgAsync<IActorRef>(Token);
        parent.Tell("await", null);
        await ExpectAsync("begun");
        // The verdict on a child that fails is the parent's, and comes though its handler awaits.
        child.Tell(Throw.Now("boom"), null);
        await ExpectAsync("verdict: boom");
        child.Tell("alive", null);
        await ExpectAsync("alive");
        _gate.SetResult();
        await ExpectAsync("ended");
    }

    private sealed class AwaitingParent : ReceiveActor
    {
        private readonly IActorRef _probe;

        public AwaitingParent(Task gate, IActorRef probe)
        {
            _probe = probe;
            var quiet = probe;
            probe.Tell(Context.ActorOf(Props.Create(() => new QuietChild(quiet))));
            ReceiveAsync<string>(async _ =>
            {
                probe.Tell("begun");
                await gate;
                probe.Tell("ended");
            });
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
        {
            _probe.Tell($"verdict: {cause.Message}");
            return Directive.Resume;
        });
    }

    private sealed class QuietChild(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Throw order) throw order.Cause;
            probe.Tell(message);
        }
    }

    private sealed class AwaitingActor : ReceiveActor
    {
        private readonly Task _gate;
        private readonly IActorRef _probe;

        public AwaitingActor(Task gate, IActorRef probe)
        {
            (_gate, _probe) = (gate, probe);
            ReceiveAsync<string>(text => text == "await", async _ =>
            {
                probe.Tell("begun");
                await _gate;
                probe.Tell("ended");
            });
            ReceiveAsync<string>(text => text == "yield", async _ =>
            {
                while (!_gate.IsCompleted) await Task.Yield();
                probe.Tell("yielded");
            });
            ReceiveAsync<string>(text => text == "stray", _ =>
            {
                var stray = StrayAsync();
                return Task.CompletedTask;
            });
            ReceiveAsync<string>(WhoAsync, text => text == "who");
            ReceiveAsync<string>(ThrowAsync, text => text == "throw");
            ReceiveAsync<string>(_ => throw new InvalidOperationException("at once"), text => text == "throw at once");
            ReceiveAsync<string>(UntilStoppedAsync, text => text == "until stopped");
            ReceiveAny(probe.Forward);
        }

        protected override void PreRestart(Exception reason, object? message) => _probe.Tell($"PreRestart {reason.Message} at {message ?? "null"}");

        protected override void PostStop() => _probe.Tell("PostStop");

        private async Task WhoAsync(string text)
        {
            _probe.Tell("begun");
            await _gate;
            await Task.Yield();
            Sender.Tell(Self);
            _probe.Tell(Context.Self.Path.ToStringWithoutAddress());
        }

        private async Task StrayAsync()
        {
            _probe.Tell("begun");
            await _gate;
            _probe.Tell($"stray ended, in {(HasContext() ? "an" : "no")} actor", ActorRefs.NoSender);
        }

        private static bool HasContext()
        {
            try
            {
                return Context is not null;
            }
            catch (NotSupportedException)
            {
                return false;
            }
        }

        private async Task ThrowAsync(string text)
        {
            _probe.Tell("begun");
            await _gate;
            throw new InvalidOperationException("after");
        }

        private async Task UntilStoppedAsync(string text)
        {
            _probe.Tell("begun");
            try
            {
                await _gate.WaitAsync(Context.GetStoppingToken());
            }
            finally
            {
                await Task.Yield();
                _probe.Tell("finally");
            }
        }
    }
}
