using Conductor.Dispatch;

namespace Conductor.Actors.Tests.Cells;

public sealed class BoundedMailboxTests : KernelTests
{
    private readonly TaskCompletionSource _gate = new();

    public BoundedMailboxTests() : base(new KernelSetup { BoundedMailboxes = new Dictionary<string, int> { ["two"] = 2 } })
    {
    }

    private async Task<IActorRef> FullAsync()
    {
        var actor = ActorOf(Props.Create(() => new GatedActor(_gate.Task, TestActor)).WithMailbox("two"));
        actor.Tell("begin", null);
        await ExpectAsync("begun");
        actor.Tell(1, null);
        actor.Tell(2, null);
        return actor;
    }

    [Fact]
    public async Task A_full_mailbox_refuses_with_a_dead_letter_and_keeps_what_it_has()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<AllDeadLetters>(letters);
        var actor = await FullAsync();
        TestActor.Send(actor, 3);
        var dropped = await letters.ExpectMsgAsync<Dropped>(Token);
        Assert.Equal((3, Rejected.MailboxFull, TestActor.Ref, actor), (dropped.Message, dropped.Reason, dropped.Sender, dropped.Recipient));
        _gate.SetResult();
        await ExpectAsync(1, 2);
        actor.Tell(4, null);
        await ExpectAsync(4);
    }

    [Fact]
    public async Task A_sender_that_asks_for_it_is_told_of_the_refusal()
    {
        var actor = await FullAsync();
        var sender = CreateTestProbe();
        var message = new Wanted();
        sender.Send(actor, 3);
        sender.Send(actor, message);
        var rejected = await sender.ExpectMsgAsync<Rejected>(Token);
        Assert.Equal((message, actor, Rejected.MailboxFull), (rejected.Message, rejected.Recipient, rejected.Reason));
        _gate.SetResult();
    }

    [Fact]
    public async Task Messages_of_the_kernel_are_always_taken()
    {
        var actor = await FullAsync();
        Watch(actor);
        actor.Tell(PoisonPill.Instance, null);
        _gate.SetResult();
        await ExpectAsync(1, 2);
        await ExpectTerminatedAsync(actor, Token);
    }

    [Fact]
    public void A_mailbox_that_nobody_has_set_up_is_refused_where_the_actor_is_made() =>
        Assert.Throws<ArgumentException>(() => ActorOf(Props.Create<EchoActor>().WithMailbox("three")));

    [Fact]
    public void A_capacity_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelSetup { BoundedMailboxes = new Dictionary<string, int> { ["none"] = 0 } });

    private sealed class Wanted : IRejectable;

    private sealed class GatedActor : ReceiveActor
    {
        public GatedActor(Task gate, IActorRef probe)
        {
            ReceiveAsync<string>(async _ =>
            {
                probe.Tell("begun");
                await gate;
            });
            ReceiveAny(probe.Forward);
        }
    }
}
