namespace Conductor.Actors.Tests.Stashing;

/// <summary>What a stash says of itself, and the less common ways to fill and to empty it.</summary>
public sealed class StashToolsTests() : KernelTests(new KernelSetup { StashCapacity = 3 })
{
    private IActorRef Make() => ActorOf(Props.Create(() => new BoundedActor(TestActor)));

    [Fact]
    public async Task A_stash_tells_how_full_it_is()
    {
        var actor = Make();
        foreach (object message in new object[] { "how full?", 1, 2, "how full?", 3, "how full?" }) actor.Tell(message, null);
        await ExpectAsync((0, 3, true, false, false), (2, 3, false, true, false), (3, 3, false, true, true));
    }

    [Fact]
    public async Task Unstash_brings_back_the_oldest_only()
    {
        var actor = Make();
        foreach (object message in new object[] { 1, 2, "one" }) actor.Tell(message, null);
        await ExpectAsync("back: 1");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task UnstashAll_with_a_predicate_forgets_the_others()
    {
        var actor = Make();
        foreach (object message in new object[] { 1, 2, 3, "odd", "how full?" }) actor.Tell(message, null);
        await ExpectAsync("back: 1", "back: 3", (0, 3, true, false, false));
    }

    [Fact]
    public async Task A_stash_that_is_cleared_gives_back_its_envelopes()
    {
        var actor = Make();
        TestActor.Send(actor, 1);
        TestActor.Send(actor, 2);
        actor.Tell("clear", null);
        var envelopes = await ExpectMsgAsync<Envelope[]>(Token);
        Assert.Equal([1, 2], envelopes.Select(envelope => envelope.Message));
        Assert.All(envelopes, envelope => Assert.Equal(TestActor.Ref, envelope.Sender));
    }

    [Fact]
    public async Task Prepend_puts_envelopes_in_front_and_what_is_over_capacity_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var actor = Make();
        actor.Tell(9, null);
        actor.Tell(new Envelope[] { new(1, TestActor), new(2, null), new(3, null) }, null);
        Assert.Equal(9, (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        actor.Tell("all", null);
        await ExpectAsync("back: 1", "back: 2", "back: 3");
    }

    private sealed class BoundedActor : ReceiveActor, IWithBoundedStash
    {
        private readonly IActorRef _probe;
        private bool _open;

        public BoundedActor(IActorRef probe)
        {
            _probe = probe;
            Receive<int>(OnNumber);
            Receive<Envelope[]>(envelopes => Stash.Prepend(envelopes));
            Receive<string>(Open);
        }

        public IStash Stash { get; set; } = null!;

        private void OnNumber(int number)
        {
            if (_open) _probe.Tell($"back: {number}");
            else Stash.Stash();
        }

        private void Open(string order)
        {
            _open = order is not ("how full?" or "clear");
            if (order == "how full?") _probe.Tell((Stash.Count, Stash.Capacity, Stash.IsEmpty, Stash.NonEmpty, Stash.IsFull));
            if (order == "one") Stash.Unstash();
            if (order == "odd") Stash.UnstashAll(envelope => envelope.Message is int number && number % 2 == 1);
            if (order == "all") Stash.UnstashAll();
            if (order == "clear") _probe.Tell(Stash.ClearStash().ToArray());
        }
    }
}
