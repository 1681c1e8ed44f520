namespace Conductor.Actors.Tests.Cells;

/// <summary>What careless code does; the system lives on, and nothing is lost without a dead letter.</summary>
public sealed class BadUseTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private async Task AssertAliveAsync() => Assert.Equal("alive", await ActorOf(Props.Create<EchoActor>()).Ask<string>("alive", Token));

    [Fact]
    public async Task An_actor_that_throws_in_every_hook_is_stopped_and_its_watcher_hears_of_it()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(CreateTestProbe(null))));
        var broken = await SpawnAsync(parent, Props.Create(() => new BrokenActor()));
        Watch(broken);
        broken.Tell("fail", null);
        await ExpectTerminatedAsync(broken, Token);
        await AssertAliveAsync();
    }

    [Fact]
    public async Task An_actor_that_stops_itself_while_it_asks_gets_its_answer_as_a_dead_letter()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var asked = CreateTestProbe();
        var life = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "asking")));
        life.Tell(new Run(context =>
        {
            _ = asked.Ref.Ask<string>("?", Token).PipeTo(context.Self);
            context.Stop(context.Self);
        }), null);
        await asked.ExpectMsgAsync("?", Token);
        asked.Reply("!");
        var letter = await ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal(("!", life), (letter.Message, letter.Recipient));
    }

    [Fact]
    public async Task An_actor_that_awaits_its_own_answer_holds_itself_up_until_the_ask_ends()
    {
        var actor = ActorOf(Props.Create(() => new SelfAskingActor(TestActor)));
        actor.Tell("ask yourself", null);
        await SettleAsync(Token);
        Time.Advance(Second);
        await ExpectAsync("timed out", "asked");
    }

    [Fact]
    public async Task A_storm_to_one_actor_beside_a_thousand_idle_ones_disturbs_nobody()
    {
        var idle = Enumerable.Range(0, 1_000).Select(_ => ActorOf(Props.Create<EchoActor>())).ToArray();
        var stormed = ActorOf(Props.Create(() => new CountingActor(100_000, TestActor)));
        for (var i = 0; i < 100_000; i++)
        {
            stormed.Tell(i, null);
            if (i % 1_000 == 0) TestActor.Send(idle[i / 100], "echo");
        }
        var seen = new List<object>();
        for (var i = 0; i < 101; i++) seen.Add(await TestActor.ReceiveOneAsync(Token));
        Assert.Equal(100, seen.Count(each => each is "echo"));
        Assert.Contains(100_000, seen);
    }

    [Fact]
    public async Task Telling_from_a_foreign_thread_inside_of_no_actor_has_no_sender()
    {
        TestActor.Ref.Tell("from nowhere");
        await ExpectAsync("from nowhere");
        Assert.Equal(Sys.DeadLetters, TestActor.Sender);
    }

    [Fact]
    public async Task Context_outside_of_an_actors_turn_is_an_error_that_says_so()
    {
        var leaving = ActorOf(Props.Create(() => new LeavingActor(TestActor)));
        leaving.Tell("leave", null);
        (await ExpectMsgAsync<TaskCompletionSource>(Token)).SetResult();
        Assert.Contains("no active actor context", (await ExpectMsgAsync<NotSupportedException>(Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_made_while_its_parent_ends_is_refused()
    {
        var parent = ActorOf(Props.Create(() => new LateParent(TestActor)));
        Sys.Stop(parent);
        await ExpectMsgAsync<InvalidOperationException>(Token);
    }

    [Fact]
    public async Task Dead_letters_are_logged_up_to_a_limit_and_then_only_published()
    {
        Sys.EventStream.Subscribe<Info>(TestActor);
        for (var i = 0; i < 15; i++) Sys.DeadLetters.Tell(i, null);
        for (var i = 0; i < 10; i++) Assert.StartsWith("Dead letter", (await ExpectMsgAsync<Info>(Token)).Message.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("10 dead letters", (await ExpectMsgAsync<Info>(Token)).Message.ToString(), StringComparison.Ordinal);
        await ExpectNoMsgAsync(Token);
    }

    private sealed class BrokenActor : UntypedActor
    {
        protected override void PreRestart(Exception reason, object? message) => throw new InvalidOperationException("PreRestart");

        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("PostRestart");

        protected override void PostStop() => throw new InvalidOperationException("PostStop");

        protected override void OnReceive(object message) => throw new InvalidOperationException("OnReceive");
    }

    private sealed class SelfAskingActor : ReceiveActor
    {
        public SelfAskingActor(IActorRef probe)
        {
            Receive<int>(_ => probe.Tell("asked"));
            ReceiveAsync<string>(async _ =>
            {
                try
                {
                    await Self.Ask<string>(1, Second, Token);
                }
                catch (AskTimeoutException)
                {
                    probe.Tell("timed out");
                }
            });
        }
    }

    private sealed class CountingActor(int last, IActorRef probe) : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            if ((int)message != _count++) throw new InvalidOperationException("out of order");
            if (_count == last) probe.Tell(_count);
        }
    }

    private sealed class LeavingActor : ReceiveActor
    {
        public LeavingActor(IActorRef probe) => ReceiveAsync<string>(async _ =>
        {
            var elsewhere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            probe.Tell(elsewhere);
            await elsewhere.Task.ConfigureAwait(false);
            try
            {
                probe.Tell(Context.Self);
            }
            catch (NotSupportedException refusal)
            {
                probe.Tell(refusal);
            }
        });
    }

    private sealed class LateParent(IActorRef probe) : UntypedActor
    {
        protected override void PostStop()
        {
            try
            {
                Context.ActorOf(Props.Create<EchoActor>());
            }
            catch (InvalidOperationException refusal)
            {
                probe.Tell(refusal);
            }
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
