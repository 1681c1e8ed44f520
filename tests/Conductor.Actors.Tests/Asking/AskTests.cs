namespace Conductor.Actors.Tests.Asking;

public sealed class AskTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private IActorRef Answering(Func<object, object?> answer) => ActorOf(Props.Create(() => new AnsweringActor(answer)));

    [Fact]
    public async Task The_answer_completes_the_task()
    {
        var echo = ActorOf(Props.Create<EchoActor>());
#pragma warning disable MA0040, xUnit1051 // the overloads without a token are what is tested
        Assert.Equal("hello", await echo.Ask<string>("hello"));
        Assert.Equal(5, await echo.Ask(5));
        Assert.Equal(6, await echo.Ask(6, Second));
#pragma warning restore MA0040, xUnit1051
        Assert.Equal(7, await echo.Ask<int>(7, Second, Token));
        Assert.Equal(8, await echo.Ask(8, Token));
    }

    [Fact]
    public async Task A_factory_can_put_the_ref_to_answer_to_into_the_message()
    {
        var answering = ActorOf(Props.Create(() => new AnsweringActor(message => ((Asked)message).Text)));
        Assert.Equal("by factory", await answering.Ask<string>(asker => new Asked(asker, "by factory"), cancellationToken: Token));
    }

    [Fact]
    public async Task An_ask_that_is_not_answered_ends_at_its_timeout_and_a_late_reply_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var silent = CreateTestProbe();
        var ask = silent.Ask<string>("anybody?", Second, Token);
        await silent.ExpectMsgAsync("anybody?", Token);
        Time.Advance(Second);
        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
        silent.Reply("late");
        Assert.Equal("late", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
    }

    [Fact]
    public async Task The_default_timeout_is_infinite_unless_configured()
    {
        var ask = CreateTestProbe().Ask<string>("anybody?", Token);
        await AdvanceAsync(TimeSpan.FromDays(30), Token);
        Assert.False(ask.IsCompleted);
        var time = new VirtualTime();
        await using var system = ActorSystem.Create("impatient", new KernelSetup { TimeProvider = time, AskTimeout = Second });
        var impatient = system.ActorOf(Props.Create(() => new LifeActor(TestActor, "silent"))).Ask<string>("hello", Token);
        time.Advance(Second);
        await Assert.ThrowsAsync<AskTimeoutException>(() => impatient);
    }

    [Fact]
    public async Task A_cancelled_ask_is_a_cancelled_task()
    {
        using var source = new CancellationTokenSource();
        var ask = CreateTestProbe().Ask<string>("anybody?", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => ask);
        await Assert.ThrowsAsync<TaskCanceledException>(() => CreateTestProbe().Ask<string>("anybody?", source.Token));
    }

    [Fact]
    public async Task A_failure_faults_a_typed_ask_with_its_cause_and_is_a_value_for_an_untyped_one()
    {
        var failing = Answering(_ => new Status.Failure(new FileNotFoundException("gone")));
        await Assert.ThrowsAsync<FileNotFoundException>(() => failing.Ask<string>("?", Token));
        Assert.IsType<Status.Failure>(await failing.Ask("?", Token));
        Assert.IsType<Status.Failure>(await failing.Ask<Status.Failure>("?", Token));
    }

    [Fact]
    public async Task A_wrong_type_faults_with_ArgumentException_and_the_reply_is_a_dead_letter_too()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        await Assert.ThrowsAsync<ArgumentException>(() => Answering(_ => 5).Ask<string>("?", Token));
        Assert.Equal(5, (await ExpectMsgAsync<DeadLetter>(Token)).Message);
    }

    [Fact]
    public async Task A_null_reply_completes_with_null()
    {
        Assert.Null(await Answering(_ => null).Ask<string>("?", Token));
        // A value has no null; its default is what is nearest.
        Assert.Equal(0, await Answering(_ => null).Ask<int>("?", Token));
    }

    [Fact]
    public async Task Asking_a_dead_actor_waits_for_its_timeout_and_gives_one_dead_letter()
    {
        var dead = ActorOf(Props.Create<EchoActor>());
        Assert.True(await dead.GracefulStop(Second));
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var ask = dead.Ask<string>("anybody?", Second, Token);
        Assert.Equal("anybody?", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        Assert.False(ask.IsCompleted);
        Time.Advance(Second);
        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task An_answered_ask_leaves_no_timer_behind()
    {
        await ActorOf(Props.Create<EchoActor>()).Ask<string>("hello", Second, Token);
        await AwaitAssertAsync(() => Assert.Equal(0, Time.ArmedTimers), Token);
    }

    [Fact]
    public async Task GracefulStop_is_true_when_dead_and_false_on_timeout()
    {
        var actor = ActorOf(Props.Create<EchoActor>());
        Assert.True(await actor.GracefulStop(Second));
        Assert.True(await actor.GracefulStop(Second));
        var stubborn = ActorOf(Props.Create<EchoActor>());
        var stop = stubborn.GracefulStop(Second, "please");
        Time.Advance(Second);
        Assert.False(await stop);
    }

    [Fact]
    public async Task PipeTo_tells_the_result_or_a_failure_or_what_the_functions_make_of_them()
    {
        var failure = new InvalidOperationException("no");
        await Task.FromResult(5).PipeTo(TestActor);
        await ExpectAsync(5);
        await Task.FromResult(5).PipeTo(TestActor, success: n => n + 1);
        await ExpectAsync(6);
        await Task.FromException<int>(failure).PipeTo(TestActor);
        Assert.Same(failure, (await ExpectMsgAsync<Status.Failure>(Token)).Cause);
        await Task.FromException(failure).PipeTo(TestActor, failure: cause => cause.Message);
        await ExpectAsync("no");
        await Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        await ExpectAsync("done");
        await Task.CompletedTask.PipeTo(TestActor);
        await ExpectNoMsgAsync(Token);
    }

    private sealed record Asked(IActorRef Asker, string Text);

    private sealed class AnsweringActor(Func<object, object?> answer) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(answer(message)!);
    }
}
