namespace Conductor.Actors.Tests.Patterns;

public sealed class BackoffSupervisorTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Props Child => Props.Create(() => new LifeActor(TestActor, "child"));

    private static object[] Started => ["child: PreStart"];

    private IActorRef Supervise(BackoffOptions options) => ActorOf(BackoffSupervisor.Props(options), "supervisor");

    private BackoffOptions OnFailure(int retries = -1) => Backoff.OnFailure(Child, "child", Second, 10 * Second, 0, retries);

    private BackoffOptions OnStop(int retries = -1) => Backoff.OnStop(Child, "child", Second, 10 * Second, 0, retries);

    private async Task<int> CountAsync(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance, Token)).Count;

    private async Task<IActorRef?> ChildOfAsync(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Token)).Ref;

    private async Task ExpectPauseAsync(TimeSpan pause)
    {
        await SettleAsync(Token);
        Assert.Equal(pause, Time.UntilNextTimer);
        await AdvanceAsync(pause, Token);
        await ExpectAsync(Started);
    }

    [Fact]
    public async Task OnFailure_starts_the_child_anew_after_pauses_that_double_up_to_the_longest()
    {
        var supervisor = Supervise(OnFailure().WithManualReset());
        await ExpectAsync(Started);
        foreach (var seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            supervisor.Tell(Throw.Now(), null);
            await ExpectAsync("child: PostStop");
            await ExpectPauseAsync(seconds * Second);
        }
        Assert.Equal(6, await CountAsync(supervisor));
    }

    [Fact]
    public async Task OnFailure_ends_with_a_child_that_ends_by_itself()
    {
        Watch(Supervise(OnFailure()));
        await ExpectAsync(Started);
        (await ChildOfAsync(await Sys.ActorSelection("/user/supervisor").ResolveOne(Second, Token)))!.Tell(PoisonPill.Instance, null);
        await ExpectAsync("child: PostStop");
        await ExpectMsgAsync<Terminated>(Token);
    }

    [Fact]
    public async Task OnFailure_obeys_a_strategy_that_resumes_or_stops()
    {
        var supervisor = Supervise(OnFailure().WithSupervisorStrategy(new OneForOneStrategy(
            cause => cause is FormatException ? Directive.Resume : Directive.Stop)));
        Watch(supervisor);
        supervisor.Tell(new Throw(new FormatException()), null);
        supervisor.Tell("still the same child", null);
        await ExpectAsync([.. Started, "still the same child"]);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectTerminatedAsync(supervisor, Token);
    }

    [Fact]
    public async Task OnStop_starts_a_child_anew_that_has_ended_and_leaves_failures_to_the_strategy()
    {
        var supervisor = Supervise(OnStop());
        supervisor.Tell(Throw.Now("boom"), null);
        await ExpectAsync([.. Started, "child: PreRestart boom at Throw", "child: PostStop", "child: PostRestart boom", "child: PreStart"]);
        Assert.Equal(0, await CountAsync(supervisor));
        supervisor.Tell(PoisonPill.Instance, null);
        await ExpectAsync("child: PostStop");
    }

    [Fact]
    public async Task OnStop_pauses_after_every_failure_with_the_stopping_strategy()
    {
        var supervisor = Supervise(OnStop().WithDefaultStoppingStrategy());
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(Second);
    }

    [Fact]
    public async Task Retries_that_are_used_up_end_the_supervisor()
    {
        var supervisor = Supervise(OnFailure().WithMaxNrOfRetries(1).WithManualReset());
        Watch(supervisor);
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(Second);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectTerminatedAsync(supervisor, Token);
    }

    [Fact]
    public async Task Between_two_children_there_is_none_and_messages_are_dead_letters()
    {
        var supervisor = Supervise(OnFailure());
        await ExpectAsync(Started);
        Assert.NotNull(await ChildOfAsync(supervisor));
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await SettleAsync(Token);
        Assert.Null(await ChildOfAsync(supervisor));
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        TestActor.Send(supervisor, "nobody there");
        var letter = await ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal(("nobody there", TestActor.Ref), (letter.Message, letter.Sender));
    }

    [Fact]
    public async Task Between_two_children_messages_get_the_configured_reply()
    {
        var supervisor = Supervise(OnFailure().WithReplyWhileStopped("come back later"));
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await SettleAsync(Token);
        TestActor.Send(supervisor, "anybody?");
        await ExpectAsync("come back later");
    }

    [Fact]
    public async Task The_count_is_zero_again_after_a_quiet_time_which_by_default_is_the_first_pause()
    {
        var supervisor = Supervise(OnFailure());
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(Second);
        Assert.Equal(1, await CountAsync(supervisor));
        await AdvanceAsync(Second, Token);
        Assert.Equal(0, await CountAsync(supervisor));
    }

    [Fact]
    public async Task A_failure_within_the_quiet_time_keeps_the_count()
    {
        var supervisor = Supervise(OnFailure().WithAutoReset(3 * Second));
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(Second);
        await AdvanceAsync(2 * Second, Token);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(2 * Second);
        Assert.Equal(2, await CountAsync(supervisor));
        await AdvanceAsync(3 * Second, Token);
        Assert.Equal(0, await CountAsync(supervisor));
    }

    [Fact]
    public async Task A_manual_reset_sets_the_count_to_zero_and_an_automatic_one_does_not_know_it()
    {
        var supervisor = Supervise(OnFailure().WithManualReset());
        await ExpectAsync(Started);
        supervisor.Tell(Throw.Now(), null);
        await ExpectAsync("child: PostStop");
        await ExpectPauseAsync(Second);
        await AdvanceAsync(100 * Second, Token);
        Assert.Equal(1, await CountAsync(supervisor));
        supervisor.Tell(BackoffSupervisor.Reset.Instance, null);
        Assert.Equal(0, await CountAsync(supervisor));

        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        ActorOf(BackoffSupervisor.Props(Props.Create<EchoActor>(), "echo", Second, Second, 0)).Tell(BackoffSupervisor.Reset.Instance, null);
        Assert.Same(BackoffSupervisor.Reset.Instance, (await ExpectMsgAsync<UnhandledMessage>(Token)).Message);
    }

    [Fact]
    public async Task A_final_stop_message_ends_the_supervisor_with_the_child_or_at_once_when_there_is_none()
    {
        var supervisor = Supervise(OnStop().WithFinalStopMessage(message => message is "enough"));
        Watch(supervisor);
        await ExpectAsync(Started);
        supervisor.Tell("enough", null);
        await ExpectAsync("enough");
        (await ChildOfAsync(supervisor))!.Tell(PoisonPill.Instance, null);
        await ExpectAsync("child: PostStop");
        await ExpectTerminatedAsync(supervisor, Token);

        supervisor = Supervise(OnStop().WithFinalStopMessage(message => message is "enough"));
        Watch(supervisor);
        await ExpectAsync(Started);
        (await ChildOfAsync(supervisor))!.Tell(PoisonPill.Instance, null);
        await ExpectAsync("child: PostStop");
        await SettleAsync(Token);
        supervisor.Tell("enough", null);
        await ExpectTerminatedAsync(supervisor, Token);
    }

    [Fact]
    public async Task What_the_child_tells_goes_on_to_the_supervisors_parent_even_when_it_fails_right_after()
    {
        var parent = ActorOf(Props.Create(() => new LifeActor(TestActor, "parent")));
        var supervisor = await SpawnAsync(parent, BackoffSupervisor.Props(OnFailure()));
        await ExpectAsync("parent: PreStart", "child: PreStart");
        supervisor.Tell(new Run(context =>
        {
            context.Parent.Tell("for the grandparent");
            throw new InvalidOperationException();
        }), null);
        var heard = new[] { await ExpectMsgAsync<string>(Token), await ExpectMsgAsync<string>(Token) };
        Assert.Equal(["child: PostStop", "for the grandparent"], heard.Order());
    }

    [Fact]
    public async Task The_random_part_is_within_its_factor()
    {
        var supervisor = Supervise(Backoff.OnStop(Child, "child", 10 * Second, 10 * Second, 0.5));
        await ExpectAsync(Started);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            (await ChildOfAsync(supervisor))!.Tell(PoisonPill.Instance, null);
            await ExpectAsync("child: PostStop");
            await SettleAsync(Token);
            pauses.Add(Time.UntilNextTimer!.Value);
            await AdvanceAsync(pauses[^1], Token);
            await ExpectAsync(Started);
        }
        Assert.All(pauses, pause => Assert.InRange(pause, 10 * Second, 15 * Second));
        Assert.True(pauses.Distinct().Count() > 1);
    }

    [Fact]
    public async Task The_strategy_of_the_short_form_judges_failures()
    {
        var supervisor = ActorOf(BackoffSupervisor.PropsWithSupervisorStrategy(
            Child, "child", Second, Second, 0, new OneForOneStrategy(_ => Directive.Resume)));
        supervisor.Tell(Throw.Now(), null);
        supervisor.Tell("alive", null);
        await ExpectAsync([.. Started, "alive"]);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(Child, "child", TimeSpan.Zero, Second, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(Child, "child", 2 * Second, Second, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(Child, "child", Second, TimeSpan.MaxValue, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(Child, "child", Second, Second, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(Child, "child", Second, Second, -0.1));
        Assert.Throws<InvalidActorNameException>(() => Backoff.OnStop(Child, "no/name", Second, Second, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnStop().WithAutoReset(TimeSpan.Zero));
    }
}
