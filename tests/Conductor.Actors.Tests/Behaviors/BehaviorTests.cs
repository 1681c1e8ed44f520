namespace Conductor.Actors.Tests.Behaviors;

public sealed class BehaviorTests : KernelTests
{
    [Fact]
    public async Task Handlers_are_tried_in_order_of_declaration_and_the_first_match_wins()
    {
        var actor = ActorOf(Props.Create(() => new OrderedActor()));
        foreach (var (message, answer) in new (object, string)[]
        {
            (5, "small"), (50, "even"), (51, "predicate first"), (151, "any int"), ("text", "text"), (1.5, "any"), (new ChildFormatException(), "by base type"),
        })
        {
            TestActor.Send(actor, message);
            await ExpectAsync(answer);
        }
    }

    [Fact]
    public async Task What_no_handler_takes_is_published_as_UnhandledMessage_and_is_no_dead_letter()
    {
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        Sys.EventStream.Subscribe<AllDeadLetters>(TestActor);
        var actor = ActorOf(Props.Create(() => new IntActor()));
        TestActor.Send(actor, "text");
        var unhandled = await ExpectMsgAsync<UnhandledMessage>(Token);
        Assert.Equal(("text", TestActor.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_handler_after_ReceiveAny_or_outside_of_constructor_and_Become_is_an_error()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        await SpawnAsync(parent, Props.Create(() => new TooLateActor(true)));
        Assert.IsType<InvalidOperationException>((await ExpectMsgAsync<ActorInitializationException>(Token)).InnerException);
        var late = await SpawnAsync(parent, Props.Create(() => new TooLateActor(false)));
        late.Tell("declare", null);
        await ExpectMsgAsync<InvalidOperationException>(Token);
    }

    [Fact]
    public async Task Become_replaces_BecomeStacked_pushes_and_UnbecomeStacked_pops_and_never_empties()
    {
        var actor = ActorOf(Props.Create(() => new StackActor()));
        foreach (var (order, answer) in new[] { ("", "first"), ("push", "second"), ("replace", "third"), ("pop", "first"), ("pop", "first"), ("replace", "third"), ("pop", "third") })
        {
            actor.Tell(order, null);
            TestActor.Send(actor, 0);
            await ExpectAsync(answer);
        }
    }

    private sealed class ChildFormatException : FormatException;

    private static readonly Type TextType = Type.GetType("System.String")!;

    private sealed class OrderedActor : ReceiveActor
    {
        public OrderedActor()
        {
            Receive<int>(_ => Sender.Tell("small"), n => n < 10);
            Receive<int>(n =>
            {
                if (n % 2 != 0) return false;
                Sender.Tell("even");
                return true;
            });
            Receive<int>(n => n < 100, _ => Sender.Tell("predicate first"));
            Receive<int>(_ => Sender.Tell("any int"));
            Receive(TextType, _ => Sender.Tell("text"));
            Receive<FormatException>(_ => Sender.Tell("by base type"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class IntActor : ReceiveActor
    {
        public IntActor() => Receive<int>(_ => { });
    }

    private sealed class TooLateActor : ReceiveActor
    {
        public TooLateActor(bool afterAny)
        {
            ReceiveAny(_ => Receive<int>(_ => { }));
            if (afterAny) Receive<string>(_ => { });
        }
    }

    private sealed class StackActor : ReceiveActor
    {
        public StackActor() => Behave("first");

        private void Behave(string name)
        {
            Receive<int>(_ => Sender.Tell(name));
            Receive<string>(order =>
            {
                if (order == "push") BecomeStacked(() => Behave("second"));
                if (order == "replace") Become(() => Behave("third"));
                if (order == "pop") UnbecomeStacked();
            });
        }
    }
}
