namespace Conductor.Actors.Tests.TestKit;

public sealed class TestKitToolsTests : KernelTests
{
    [Fact]
    public async Task A_latch_opens_when_it_has_been_counted_down()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.False(latch.IsOpen);
        var ready = latch.ReadyAsync(Token);
        latch.CountDown();
        await ready;
        Assert.True(latch.IsOpen);
        latch.Reset();
        Assert.False(latch.IsOpen);
        latch.Open();
        await latch.ReadyAsync(Token);
        Assert.True(new TestLatch(0).IsOpen);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestLatch(-1));
    }

    [Fact]
    public async Task A_latch_that_does_not_open_is_complained_of()
    {
        await using var impatient = new ImpatientKit();
        var complaint = await Assert.ThrowsAsync<ExpectationException>(() => impatient.CreateTestLatch(3).ReadyAsync(Token));
        Assert.Contains("counted down from 3", complaint.Message);
    }

    [Fact]
    public async Task The_instance_behind_a_test_actor_ref_can_be_looked_at()
    {
        var counter = await ActorOfAsTestActorRefAsync(() => new CounterActor(5), "counter");
        Assert.Equal(5, counter.UnderlyingActor.Count);
        await counter.DeliverAsync("up", cancellationToken: Token);
        Assert.Equal(6, counter.UnderlyingActor.Count);
        var before = counter.UnderlyingActor;
        await counter.DeliverAsync("fail", TestActor, Token);
        Assert.NotSame(before, counter.UnderlyingActor);
        Assert.Equal(5, counter.UnderlyingActor.Count);
        counter.Tell("up", null);
        await SettleAsync(Token);
        Assert.Equal(6, counter.UnderlyingActor.Count);
        await counter.DeliverAsync(PoisonPill.Instance, cancellationToken: Token);
        Assert.Throws<InvalidOperationException>(() => counter.UnderlyingActor);
    }

    [Fact]
    public async Task A_test_actor_ref_is_the_ref_of_its_actor()
    {
        var counter = await ActorOfAsTestActorRefAsync<CounterActor>(Props.Create(() => new CounterActor(0)), "counter");
        Assert.Equal("counter", counter.Path.Name);
        Assert.True(counter.Equals(counter.Ref) && counter.Equals((object)counter.Ref) && counter.Ref.Equals(counter));
        Assert.Equal((counter.Ref.GetHashCode(), counter.Ref.ToString()), (counter.GetHashCode(), counter.ToString()));
        Assert.Equal(7, await counter.Ask<int>("add 7", Token));
        Watch(counter);
        Sys.Stop(counter);
        await ExpectTerminatedAsync(counter, Token);
    }

    [Fact]
    public async Task The_instance_of_an_actor_that_could_not_be_made_is_an_error_that_says_so()
    {
        var counter = await ActorOfAsTestActorRefAsync(() => new CounterActor(-1));
        Assert.Contains("could not be made", Assert.Throws<InvalidOperationException>(() => counter.UnderlyingActor).Message);
    }

    private sealed class CounterActor : UntypedActor
    {
        public CounterActor(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            Count = count;
        }

        public int Count { get; private set; }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "up":
                    Count++;
                    break;
                case "add 7":
                    Sender.Tell(Count += 7);
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }
    }
}
