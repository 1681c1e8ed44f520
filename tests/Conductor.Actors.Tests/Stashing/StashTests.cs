namespace Conductor.Actors.Tests.Stashing;

public sealed class StashTests : KernelTests
{
    [Fact]
    public async Task UnstashAll_puts_all_in_front_of_the_mailbox_in_original_order()
    {
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        foreach (object message in new object[] { 1, 2, 3, "open", 4, 5 }) actor.Tell(message, null);
        await ExpectAsync(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_stashed_message_keeps_its_sender()
    {
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        var sender = CreateTestProbe();
        sender.Send(actor, 1);
        actor.Tell("open", null);
        await ExpectAsync(1);
        Assert.Equal(sender.Ref, TestActor.Sender);
    }

    [Fact]
    public async Task Stashing_the_same_message_twice_in_one_turn_is_an_error()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var actor = await SpawnAsync(parent, Props.Create(() => new StashingActor(TestActor)));
        actor.Tell("twice", null);
        await ExpectMsgAsync<IllegalActorStateException>(Token);
    }

    [Fact]
    public async Task A_message_may_be_stashed_again_in_a_later_turn()
    {
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        foreach (object message in new object[] { 1, "again", "again", "open" }) actor.Tell(message, null);
        await ExpectAsync(1);
    }

    [Fact]
    public async Task A_stash_over_its_capacity_is_an_overflow()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var actor = await SpawnAsync(parent, Props.Create(() => new StashingActor(TestActor)).WithStashCapacity(2));
        foreach (object message in new object[] { 1, 2, 3 }) actor.Tell(message, null);
        await ExpectMsgAsync<StashOverflowException>(Token);
    }

    [Fact]
    public async Task After_a_restart_the_new_instance_sees_stashed_messages_first_and_in_order()
    {
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        foreach (object message in new object[] { 1, 2, "throw", "open", 3 }) actor.Tell(message, null);
        await ExpectAsync(1, 2, 3);
    }

    [Fact]
    public async Task On_stop_stashed_messages_go_to_dead_letters_ahead_of_the_mailboxs_rest()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        foreach (object message in new object[] { 1, 2, "stop with 3 behind" }) actor.Tell(message, null);
        for (var i = 1; i <= 3; i++) Assert.Equal(i, (await letters.ExpectMsgAsync<DeadLetter>(Token)).Message);
    }

    [Fact]
    public async Task A_stashed_Terminated_counts_once_it_is_unstashed()
    {
        var actor = ActorOf(Props.Create(() => new StashingActor(TestActor)));
        var watched = ActorOf(Props.Create<EchoActor>());
        actor.Tell(watched, null);
        await SettleAsync(Token);
        Sys.Stop(watched);
        await SettleAsync(Token);
        actor.Tell("open", null);
        Assert.Equal(watched, (await ExpectMsgAsync<Heard>(Token)).Of.ActorRef);
    }

    private sealed class StashingActor : ReceiveActor, IWithUnboundedStash
    {
        public StashingActor(IActorRef probe)
        {
            Receive<string>(text => text == "open", _ =>
            {
                Become(() =>
                {
                    Receive<Terminated>(end => probe.Tell(new Heard(end)));
                    ReceiveAny(probe.Forward);
                });
                Stash.UnstashAll();
            });
            Receive<string>(text => text == "twice", _ =>
            {
                Stash.Stash();
                Stash.Stash();
            });
            Receive<string>(text => text == "again", _ => Stash.UnstashAll());
            Receive<string>(text => text == "throw", _ => throw new InvalidOperationException());
            Receive<string>(text => text == "stop with 3 behind", _ =>
            {
                Self.Tell(3);
                Context.Stop(Self);
            });
            Receive<IActorRef>(watched => Context.Watch(watched));
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }
}
