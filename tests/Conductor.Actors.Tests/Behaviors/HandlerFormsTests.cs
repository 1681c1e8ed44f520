namespace Conductor.Actors.Tests.Behaviors;

/// <summary>Every form in which an actor can say what it handles.</summary>
public sealed class HandlerFormsTests : KernelTests
{
    private static readonly Type TextType = Type.GetType("System.String")!;

    private async Task AnswersAsync(IActorRef actor, params (object Message, object Answer)[] dialog)
    {
        foreach (var (message, answer) in dialog)
        {
            TestActor.Send(actor, message);
            await ExpectAsync(answer);
        }
    }

    [Fact]
    public async Task An_actor_on_the_bare_base_says_itself_what_it_did_not_handle()
    {
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        var actor = ActorOf(Props.Create(() => new BareActor()));
        await AnswersAsync(actor, (1, "first: 1"), ("push", "pushed"), (2, "second: 2"), ("pop", "popped"), (3, "first: 3"), ("replace", "replaced"), (4, "second: 4"));
        TestActor.Send(actor, 1.5);
        Assert.Equal(1.5, (await ExpectMsgAsync<UnhandledMessage>(Token)).Message);
    }

    [Fact]
    public async Task An_untyped_actor_changes_its_behavior_by_itself_or_by_its_context()
    {
        var actor = ActorOf(Props.Create(() => new ChangingActor()));
        await AnswersAsync(actor,
            ("own push", "pushed"), (1, "other"), ("back", "popped"), ("context push", "pushed"), (2, "other"), ("back", "popped"),
            ("own replace", "replaced"), (3, "other"));
        var second = ActorOf(Props.Create(() => new ChangingActor()));
        await AnswersAsync(second, ("context replace", "replaced"), (1, "other"), ("back", "popped"), (2, "other"));
    }

    [Fact]
    public async Task A_behavior_may_be_a_function_that_says_whether_it_handled()
    {
        var actor = ActorOf(Props.Create(() => new FunctionActor(TestActor)));
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        await AnswersAsync(actor, (1, "number"), ("pop", "popped"), ("become", "become"), (2, "number"));
        TestActor.Send(actor, "not a number");
        Assert.Equal("not a number", (await ExpectMsgAsync<UnhandledMessage>(Token)).Message);
    }

    [Fact]
    public async Task Types_known_at_run_time_have_all_forms_too()
    {
        var actor = ActorOf(Props.Create(() => new RuntimeTypesActor()));
        await AnswersAsync(actor,
            ("a", "action"), ("bb", "predicate first"), ("ccc", "function"), ("dddd", "async"), ("eeeee", "async, predicate first"), (6, "any, async"));
    }

    [Fact]
    public async Task RunTask_holds_the_mailbox_as_ReceiveAsync_does()
    {
        foreach (var props in new[] { Props.Create(() => new UntypedTaskActor()), Props.Create(() => new ReceiveTaskActor()) })
        {
            var actor = ActorOf(props);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TestActor.Send(actor, gate.Task);
            TestActor.Send(actor, "behind");
            await ExpectNoMsgAsync(Token);
            gate.SetResult();
            await ExpectAsync("awaited", "behind");
        }
    }

    private sealed class BareActor : ActorBase
    {
        protected override bool Receive(object message) => Answer("first", message);

        private bool Answer(string name, object message)
        {
            if (message is int number) Sender.Tell($"{name}: {number}");
            else if (message is "push") Do("pushed", () => BecomeStacked(Second));
            else if (message is "pop") Do("popped", UnbecomeStacked);
            else if (message is "replace") Do("replaced", () => Become(Second));
            else return false;
            return true;
        }

        private bool Second(object message) => Answer("second", message);

        private void Do(string name, Action change)
        {
            change();
            Sender.Tell(name);
        }
    }

    private sealed class ChangingActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            UntypedReceive other = Other;
            if (message is "own push") BecomeStacked(other);
            if (message is "context push") Context.BecomeStacked(other);
            if (message is "own replace") Become(other);
            if (message is "context replace") Context.Become(other);
            Sender.Tell(message is string text && text.EndsWith("push", StringComparison.Ordinal) ? "pushed" : "replaced");
        }

        private void Other(object message)
        {
            if (message is "back") Context.UnbecomeStacked();
            Sender.Tell(message is "back" ? "popped" : "other");
        }
    }

    private sealed class FunctionActor : ReceiveActor
    {
        private readonly IActorRef _probe;

        public FunctionActor(IActorRef probe)
        {
            _probe = probe;
            ReceiveAny(message => Sender.Tell(message));
        }

        protected override void PreStart() => Context.BecomeStacked(NumbersOnly);

        private bool NumbersOnly(object message)
        {
            if (message is int) _probe.Tell("number");
            else if (message is "pop") Pop();
            else if (message is "become") Context.Become(NumbersOnly);
            else return false;
            return true;
        }

        private void Pop()
        {
            Context.UnbecomeStacked();
            _probe.Tell("popped");
            // Now ReceiveAny is what is left; it answers "become", and this puts the function in its place.
            Context.Become(message =>
            {
                Sender.Tell(message);
                Context.Become(NumbersOnly);
                return true;
            });
        }
    }

    private sealed class RuntimeTypesActor : ReceiveActor
    {
        public RuntimeTypesActor()
        {
            Receive(TextType, _ => Sender.Tell("action"), text => ((string)text).Length == 1);
            Receive(TextType, text => ((string)text).Length == 2, _ => Sender.Tell("predicate first"));
            Receive(TextType, text =>
            {
                if (((string)text).Length != 3) return false;
                Sender.Tell("function");
                return true;
            });
            ReceiveAsync(TextType, _ => AnswerAsync("async"), text => ((string)text).Length == 4);
            ReceiveAsync(TextType, text => ((string)text).Length == 5, _ => AnswerAsync("async, predicate first"));
            ReceiveAnyAsync(_ => AnswerAsync("any, async"));
        }

        private async Task AnswerAsync(string answer)
        {
            await Task.Yield();
            Sender.Tell(answer);
        }
    }

    private sealed class UntypedTaskActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Task gate) RunTask(() => AwaitAsync(gate));
            else Sender.Tell(message);
        }

        private async Task AwaitAsync(Task gate)
        {
            await gate;
            Sender.Tell("awaited");
        }
    }

    private sealed class ReceiveTaskActor : ReceiveActor
    {
        public ReceiveTaskActor()
        {
            Receive<Task>(gate => RunTask(async () =>
            {
                await gate;
                Sender.Tell("awaited");
            }));
            ReceiveAny(message => Sender.Tell(message));
        }
    }
}
