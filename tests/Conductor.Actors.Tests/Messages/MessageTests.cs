using Conductor.Dispatch;

namespace Conductor.Actors.Tests.Messages;

/// <summary>What the kernel tells and throws can be made by hand, for tests of others, and says what it holds.</summary>
public sealed class MessageTests : KernelTests
{
    [Fact]
    public void Letters_hold_message_sender_and_recipient()
    {
        var recipient = ActorRefs.Nobody;
        AllDeadLetters[] letters =
        [
            new DeadLetter("text", TestActor, recipient),
            new SuppressedDeadLetter(new Unimportant(), TestActor, recipient),
            new Dropped("text", Rejected.MailboxFull, TestActor, recipient),
        ];
        Assert.All(letters, letter => Assert.Equal((TestActor, recipient), (letter.Sender, letter.Recipient)));
        Assert.Equal(["text", typeof(Unimportant), "text"], letters.Select(letter => letter.Message is Unimportant ? typeof(Unimportant) : letter.Message));
        Assert.EndsWith("<text>, MailboxFull", letters[2].ToString(), StringComparison.Ordinal);
        var unhandled = new UnhandledMessage("text", TestActor, recipient);
        Assert.Equal(("text", TestActor, recipient), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
        var rejected = new Rejected("text", recipient, Rejected.MailboxFull);
        Assert.Equal(("text", recipient, "MailboxFull"), (rejected.Message, rejected.Recipient, rejected.Reason));
    }

    [Fact]
    public void A_status_says_what_came_of_it_or_why_nothing_did()
    {
        var cause = new InvalidOperationException("why");
        var (success, failure) = (new Status.Success("fruit"), new Status.Failure(cause, "state"));
        Assert.Equal(("fruit", "Success: fruit"), (success.Status, success.ToString()));
        Assert.Equal((cause, "state"), (failure.Cause, failure.State));
        Assert.StartsWith("Failure: System.InvalidOperationException: why", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identify_and_its_answer_carry_the_same_id()
    {
        Assert.Equal("id", new Identify("id").MessageId);
        var identity = await ActorOf(Props.Create<EchoActor>()).Ask<ActorIdentity>(new Identify("id"), TimeSpan.FromSeconds(1), Token);
        Assert.Equal("id", identity.MessageId);
        var made = new ActorIdentity(7, null);
        Assert.Equal((7, null), (made.MessageId, made.Subject));
    }

    [Fact]
    public async Task A_Terminated_of_this_process_never_means_a_lost_address()
    {
        var actor = ActorOf(Props.Create<EchoActor>());
        Watch(actor);
        Sys.Stop(actor);
        Assert.False((await ExpectTerminatedAsync(actor, TimeSpan.FromSeconds(1), Token)).AddressTerminated);
    }

    [Fact]
    public async Task The_receive_timeout_is_one_message_for_all()
    {
        var actor = ActorOf(Props.Create(() => new LifeActor(TestActor, "life")));
        await ExpectAsync("life: PreStart");
        actor.Tell(new Run(context => context.SetReceiveTimeout(TimeSpan.FromSeconds(1))), null);
        await AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        Assert.Same(ReceiveTimeout.Instance, await ExpectMsgAsync<ReceiveTimeout>(Token));
    }

    [Fact]
    public void Exceptions_say_what_they_are_told()
    {
        Exception[] made = [new ActorNotFoundException("why"), new AskTimeoutException("why"), new IllegalActorStateException("why"), new InvalidActorNameException("why"), new StashOverflowException("why"), new ActorKilledException("why"), new ExpectationException("why", new InvalidMessageException())];
        Assert.All(made, each => Assert.Equal("why", each.Message));
        Assert.Equal("A message is never null.", made[^1].InnerException!.Message);
        Assert.Equal(TimeSpan.FromSeconds(3), new OpenCircuitException(TimeSpan.FromSeconds(3)).RemainingDuration);
        Assert.NotEmpty(new UserCalledFailException().Message);
    }

    [Fact]
    public void Answers_of_a_backoff_supervisor_can_be_made_too()
    {
        Assert.Equal(TestActor.Ref, new BackoffSupervisor.CurrentChild(TestActor.Ref).Ref);
        Assert.Equal(3, new BackoffSupervisor.RestartCount(3).Count);
    }

    [Fact]
    public async Task Values_that_say_nothing_are_one_for_all()
    {
        Assert.Equal(("Done", "NotUsed"), (Done.Instance.ToString(), NotUsed.Instance.ToString()));
        await Task.FromResult(NotUsed.Instance).PipeTo(TestActor);
        Assert.Same(NotUsed.Instance, await ExpectMsgAsync<NotUsed>(Token));
    }

    private sealed record Unimportant : IDeadLetterSuppression;
}
