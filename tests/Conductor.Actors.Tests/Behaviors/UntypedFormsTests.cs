namespace Conductor.Actors.Tests.Behaviors;

/// <summary>A receive actor is an untyped one too, and may do all that one can.</summary>
public sealed class UntypedFormsTests : KernelTests
{
    [Fact]
    public async Task A_receive_actor_becomes_an_untyped_behavior_and_goes_back()
    {
        var actor = ActorOf(Props.Create(() => new Changing(TestActor)));
        foreach (var message in new object[] { "by itself", "a", "back", "by context", "b", "back", "c" }) actor.Tell(message, TestActor);
        await ExpectAsync("untyped: a", "of the context: b", "first: c");
    }

    [Fact]
    public async Task What_its_handlers_do_not_take_is_unhandled_by_whichever_way_it_came()
    {
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        var actor = ActorOf(Props.Create(() => new Changing(TestActor)));
        actor.Tell(1, TestActor);
        actor.Tell(new Again(2), TestActor);
        Assert.Equal(1, (await unhandled.ExpectMsgAsync<UnhandledMessage>(Token)).Message);
        Assert.Equal(2, (await unhandled.ExpectMsgAsync<UnhandledMessage>(Token)).Message);
    }

    [Fact]
    public async Task An_empty_behavior_handles_nothing()
    {
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        var actor = ActorOf(Props.Create(() => new Changing(TestActor)));
        actor.Tell("nothing", TestActor);
        actor.Tell("lost", TestActor);
        Assert.Equal("lost", (await unhandled.ExpectMsgAsync<UnhandledMessage>(Token)).Message);
    }

    [Fact]
    public async Task An_action_is_run_as_part_of_its_message_and_what_it_throws_fails_the_actor()
    {
        var actor = ActorOf(Props.Create(() => new Changing(TestActor)));
        actor.Tell("run", TestActor);
        actor.Tell("fail", TestActor);
        await ExpectAsync("ran", "failed: on purpose");
    }

    [Fact]
    public async Task The_plainest_actor_has_a_context_too()
    {
        var actor = ActorOf<Plain>();
        actor.Tell("who", TestActor);
        await ExpectAsync(typeof(Plain));
    }

    private sealed class Plain : ActorBase
    {
        protected override bool Receive(object message)
        {
            Sender.Tell(Context.Props.Type);
            return true;
        }
    }

    private sealed record Again(object Message);

    private sealed class Changing : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Changing(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(Handle);
            Receive<Again>(again => OnReceive(again.Message));
        }

        protected override void PreRestart(Exception reason, object? message) => _probe.Tell($"failed: {reason.Message}");

        private void Handle(string order)
        {
            switch (order)
            {
                case "by itself":
                    Become(message => Other("untyped", message));
                    break;
                case "by context":
                    Context.BecomeStacked((object message) => Other("of the context", message));
                    break;
                case "nothing":
                    Become(EmptyReceive);
                    break;
                case "run":
                    RunTask(() => _probe.Tell("ran"));
                    break;
                case "fail":
                    RunTask(() => Fail());
                    break;
                default:
                    _probe.Tell($"first: {order}");
                    break;
            }
        }

        private static void Fail() => throw new InvalidOperationException("on purpose");

        private void Other(string name, object message)
        {
            if (message is not "back") _probe.Tell($"{name}: {message}");
            else if (name == "untyped") Become((object next) => Handle((string)next));
            else UnbecomeStacked();
        }
    }
}
