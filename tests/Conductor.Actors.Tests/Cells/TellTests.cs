namespace Conductor.Actors.Tests.Cells;

public sealed class TellTests : KernelTests
{
    [Fact]
    public async Task A_message_without_a_sender_never_gets_that_of_an_earlier_one()
    {
        // Waves, so that the mailbox's places are used again and again, by messages with a sender and by others.
        var actor = ActorOf(Props.Create(() => new SenderNotingActor()));
        for (var wave = 1; wave <= 200; wave++)
        {
            for (var i = 0; i < wave; i++) actor.Tell(i, (i + wave) % 3 == 0 ? TestActor : null);
            var senders = await actor.Ask<IActorRef[]>("senders", Token);
            Assert.Equal(Enumerable.Range(0, wave).Select(i => (i + wave) % 3 == 0 ? TestActor.Ref : Sys.DeadLetters), senders);
        }
    }

    [Fact]
    public async Task A_message_reaches_the_actor_and_the_answer_its_sender()
    {
        var echo = ActorOf(Props.Create<EchoActor>());
        TestActor.Send(echo, "hello");
        Assert.Equal("hello", await ExpectMsgAsync<string>(Token));
        Assert.Equal(echo, TestActor.Sender);
    }

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_their_order()
    {
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        for (var i = 0; i < 1_000; i++) life.Tell(i, null);
        await ExpectAsync("a: PreStart");
        for (var i = 0; i < 1_000; i++) await ExpectMsgAsync(i, Token);
    }

    [Fact]
    public async Task No_sender_means_the_dead_letters_as_sender()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        ActorOf(Props.Create<EchoActor>()).Tell("to nobody", ActorRefs.NoSender);
        var letter = await letters.ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal("to nobody", letter.Message);
        Assert.Equal(Sys.DeadLetters, letter.Recipient);
    }

    [Fact]
    public async Task Tell_inside_an_actor_uses_that_actor_as_sender_and_Forward_keeps_the_original()
    {
        var a = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        await ExpectAsync("a: PreStart");
        Assert.Equal(a, TestActor.Sender);
        var other = CreateTestProbe();
        other.Send(a, "forwarded");
        await ExpectAsync("forwarded");
        Assert.Equal(other.Ref, TestActor.Sender);
    }

    [Fact]
    public void A_null_message_is_refused_where_it_is_told() =>
        Assert.Throws<InvalidMessageException>(() => TestActor.Tell(null!, null));

    [Fact]
    public async Task A_message_to_an_actor_that_has_ended_is_a_dead_letter()
    {
        var echo = ActorOf(Props.Create<EchoActor>());
        Watch(echo);
        Sys.Stop(echo);
        await ExpectTerminatedAsync(echo, Token);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        TestActor.Send(echo, "late");
        var letter = await ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal(("late", TestActor.Ref, echo), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public async Task A_stop_takes_effect_after_the_current_message_and_the_rest_goes_to_dead_letters_in_order()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        life.Tell(new Run(context =>
        {
            for (var i = 1; i <= 3; i++) context.Self.Tell(i);
            context.Stop(context.Self);
            TestActor.Tell("still here");
        }), null);
        await ExpectAsync("a: PreStart", "still here", "a: PostStop");
        for (var i = 1; i <= 3; i++) Assert.Equal(i, (await ExpectMsgAsync<DeadLetter>(Token)).Message);
    }

    [Fact]
    public async Task ActorOf_returns_before_PreStart_and_messages_sent_meanwhile_are_kept()
    {
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        life.Tell(new Run(context =>
        {
            var child = context.ActorOf(Props.Create(() => new LifeActor(TestActor, "child")));
            child.Tell("kept");
            TestActor.Tell("returned");
        }), null);
        await ExpectAsync("a: PreStart", "returned", "child: PreStart", "kept");
    }

    [Fact]
    public async Task A_batch_ends_after_throughput_messages_so_that_others_get_their_turn()
    {
        // Two actors that keep themselves busy without end would starve each other on one thread if batches did not end.
        var one = ActorOf(Props.Create(() => new BusyActor(TestActor)));
        var two = ActorOf(Props.Create(() => new BusyActor(TestActor)));
        one.Tell(0, null);
        two.Tell(0, null);
        var seen = new HashSet<IActorRef>();
        while (seen.Count < 2)
        {
            await ExpectMsgAsync<int>(Token);
            seen.Add(TestActor.Sender);
        }
        Sys.Stop(one);
        Sys.Stop(two);
        Assert.Equal(2, seen.Count);
    }

    private sealed class BusyActor(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var n = (int)message;
            if (n % 1_000 == 999) probe.Tell(n);
            Self.Tell(n + 1);
        }
    }

    private sealed class SenderNotingActor : ReceiveActor
    {
        private readonly List<IActorRef> _senders = [];

        public SenderNotingActor()
        {
            Receive<int>(_ => _senders.Add(Sender));
            Receive<string>(_ =>
            {
                Sender.Tell(_senders.ToArray());
                _senders.Clear();
            });
        }
    }
}
