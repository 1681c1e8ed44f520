using System.Globalization;

namespace Conductor.Actors.Tests.Routing;

public sealed class ConsistentHashingTests : KernelTests
{
    private Props Worker => Props.Create(() => new LifeActor(TestActor, "worker"));

    private async Task<string> OwnerAsync(IActorRef router, object message)
    {
        var asker = CreateTestProbe();
        var inside = message is ConsistentHashableEnvelope envelope ? envelope.Message : message;
        asker.Send(router, message);
        await SettleAsync(Token);
        while (TestActor.HasMessages)
            if (Equals(await ExpectMsgAsync<object>(Token), inside)) return ((Named)inside).Routee!;
        throw new InvalidOperationException("Nobody got it.");
    }

    [Fact]
    public async Task Messages_of_one_key_go_to_one_routee_however_the_key_is_found()
    {
        var router = ActorOf(new ConsistentHashingPool(5).WithHashMapping(message => (message as Mapped)?.Key).Props(Routee()));
        foreach (var key in Enumerable.Range(0, 50).Select(n => n.ToString(CultureInfo.InvariantCulture)))
        {
            var owner = await OwnerAsync(router, new Mapped(key));
            Assert.Equal(owner, await OwnerAsync(router, new Mapped(key)));
            Assert.Equal(owner, await OwnerAsync(router, new Hashable(key)));
            Assert.Equal(owner, await OwnerAsync(router, new ConsistentHashableEnvelope(new Named(), key)));
            Assert.Equal(owner, await OwnerAsync(router, new ConsistentHashableEnvelope(new Named(), System.Text.Encoding.UTF8.GetBytes(key))));
        }
    }

    [Fact]
    public async Task The_mapping_is_asked_before_the_message_itself()
    {
        var router = ActorOf(new ConsistentHashingPool(20).WithHashMapping(_ => "one key for all").Props(Routee()));
        var owners = new HashSet<string>();
        for (var i = 0; i < 20; i++) owners.Add(await OwnerAsync(router, new Hashable($"{i}")));
        Assert.Single(owners);
    }

    [Fact]
    public async Task A_message_without_a_key_is_a_dead_letter_with_a_warning()
    {
        var router = ActorOf(new ConsistentHashingPool(2).WithHashMapping(message => message is "odd" ? throw new FormatException() : null).Props(Worker));
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        Sys.EventStream.Subscribe<Warning>(TestActor);
        await SettleAsync(Token);
        while (TestActor.HasMessages) await ExpectMsgAsync<string>(Token);
        foreach (var message in new[] { "plain", "odd" })
        {
            router.Tell(message, null);
            Assert.Equal(message == "odd", (await ExpectMsgAsync<Warning>(Token)).Cause is FormatException);
            Assert.Equal(message, (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        }
    }

    [Fact]
    public async Task Keys_spread_over_all_routees_and_few_move_when_one_goes()
    {
        var names = Enumerable.Range(0, 4).Select(n => $"node{n}").ToArray();
        foreach (var name in names) ActorOf(Routee(), name);
        var router = ActorOf(new ConsistentHashingGroup(names.Select(name => $"/user/{name}")).WithVirtualNodesFactor(200).Props());
        var before = new Dictionary<string, string>();
        for (var i = 0; i < 400; i++) before[$"key {i}"] = await OwnerAsync(router, new Hashable($"key {i}"));
        Assert.All(names, name => Assert.InRange(before.Values.Count(owner => owner == name), 40, 200));

        router.Tell(new RemoveRoutee(new ActorSelectionRoutee(Sys.ActorSelection("/user/node3"))), null);
        foreach (var (key, owner) in before)
        {
            var now = await OwnerAsync(router, new Hashable(key));
            if (owner == "node3") Assert.NotEqual("node3", now);
            else Assert.Equal(owner, now);
        }
    }

    [Fact]
    public async Task The_ring_is_the_same_for_every_router_of_the_same_paths()
    {
        foreach (var name in new[] { "one", "two", "three" }) ActorOf(Routee(), name);
        var (first, second) = (ActorOf(new ConsistentHashingGroup("/user/one", "/user/two", "/user/three").Props()),
            ActorOf(new ConsistentHashingGroup("/user/three", "/user/one", "/user/two").WithHashMapping(message => (message as Mapped)?.Key).Props()));
        for (var i = 0; i < 50; i++) Assert.Equal(await OwnerAsync(first, new Hashable($"{i}")), await OwnerAsync(second, new Mapped($"{i}")));
    }

    [Fact]
    public void A_factor_below_one_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsistentHashingPool(1).WithVirtualNodesFactor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsistentHashingGroup("/user/a").WithVirtualNodesFactor(0));
        Assert.Equal("k", new ConsistentHashableEnvelope("m", "k").HashKey);
    }

    private Props Routee() => Props.Create(() => new NamingActor(TestActor));

    private class Named
    {
        public string? Routee { get; set; }
    }

    private sealed class Mapped(string key) : Named
    {
        public string Key { get; } = key;
    }

    private sealed class Hashable(string key) : Named, IConsistentHashable
    {
        public object ConsistentHashKey { get; } = key;
    }

    private sealed class NamingActor(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            ((Named)message).Routee = Self.Path.Name;
            probe.Tell(message);
        }
    }
}
