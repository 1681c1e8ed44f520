namespace Conductor.Actors.Tests.TestKit;

public sealed class EventFilterTests : KernelTests
{
    private readonly ImpatientKit _impatient = new();

    private IActorRef Talking(TestKitBase kit) => kit.ActorOf(Props.Create(() => new TalkingActor()), "talking");

    private static async Task<string> RefusedAsync(Func<Task> expectation) => (await Assert.ThrowsAsync<ExpectationException>(expectation)).Message;

    [Fact]
    public async Task Lines_are_told_apart_by_level()
    {
        var talking = Talking(this);
        await EventFilter.Debug("to whom").ExpectOneAsync(() => talking.Tell(LogLevel.DebugLevel, null), Token);
        await EventFilter.Info("to whom").ExpectOneAsync(() => talking.Tell(LogLevel.InfoLevel, null), Token);
        await EventFilter.Warning("to whom").ExpectOneAsync(() => talking.Tell(LogLevel.WarningLevel, null), Token);
        await EventFilter.Error("to whom").ExpectOneAsync(() => talking.Tell(LogLevel.ErrorLevel, null), Token);
        await EventFilter.Error().ExpectAsync(0, () => talking.Tell(LogLevel.WarningLevel, null), Token);
    }

    [Fact]
    public async Task Lines_are_told_apart_by_text_and_source()
    {
        var talking = Talking(this);
        await EventFilter.Info(start: "to").ExpectAsync(2, () =>
        {
            talking.Tell(LogLevel.InfoLevel, null);
            talking.Tell(LogLevel.InfoLevel, null);
        }, Token);
        await EventFilter.Info(contains: "who").ExpectOneAsync(() => talking.Tell(LogLevel.InfoLevel, null), Token);
        await EventFilter.Info(source: "/user/talking").ExpectOneAsync(() => talking.Tell(LogLevel.InfoLevel, null), Token);
        foreach (var none in new[] { EventFilter.Info("other"), EventFilter.Info(start: "who"), EventFilter.Info(contains: "what"), EventFilter.Info(source: "/user/other") })
            await none.ExpectAsync(0, () => talking.Tell(LogLevel.InfoLevel, null), Token);
    }

    [Fact]
    public async Task Errors_are_told_apart_by_their_exception()
    {
        var talking = Talking(this);
        await EventFilter.Exception<FormatException>(message: "bad format").ExpectOneAsync(() => talking.Tell(new FormatException("bad format"), null), Token);
        await EventFilter.Exception<InvalidOperationException>().ExpectAsync(0, () => talking.Tell(new FormatException("bad format"), null), Token);
    }

    [Fact]
    public async Task Dead_letters_and_other_events_are_counted_too()
    {
        await EventFilter.DeadLetter().ExpectOneAsync(() => Sys.DeadLetters.Tell("lost", null), Token);
        await EventFilter.DeadLetter<int>(number => number > 1).ExpectOneAsync(() =>
        {
            foreach (object message in new object[] { 1, 2, "three" }) Sys.DeadLetters.Tell(message, null);
        }, Token);
        await EventFilter.Custom<string>(text => text == "news").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Sys.EventStream.Publish("news");
        }, Token);
        await EventFilter.Custom<string>(_ => true).ExpectAsync(0, () => Task.CompletedTask, Token);
    }

    [Fact]
    public async Task Too_few_and_too_many_are_refused()
    {
        // On a busy machine not even the first one comes within its patience.
        Assert.Contains(" of 2", await RefusedAsync(() => _impatient.EventFilter.DeadLetter().ExpectAsync(2, () => _impatient.Sys.DeadLetters.Tell("one", null), Token)));
        Assert.Contains("There were 2", await RefusedAsync(() => EventFilter.DeadLetter().ExpectOneAsync(() =>
        {
            Sys.DeadLetters.Tell("one", null);
            Sys.DeadLetters.Tell("two", null);
        }, Token)));
    }

    [Fact]
    public async Task What_the_action_throws_is_thrown_and_no_probe_stays_behind()
    {
        await Assert.ThrowsAsync<FormatException>(() => EventFilter.DeadLetter().ExpectOneAsync(() => throw new FormatException(), Token));
        await EventFilter.DeadLetter().ExpectAsync(0, () => { }, Token);
        await SettleAsync(Token);
        Sys.ActorSelection("/system/*").Tell(new Identify("all"), TestActor);
        Assert.Equal(TestActor.Ref, (await ExpectMsgAsync<ActorIdentity>(Token)).Subject);
        await ExpectNoMsgAsync(Token);
    }

    private sealed class TalkingActor : UntypedActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        protected override void OnReceive(object message)
        {
            if (message is LogLevel level) _log.Log(level, null, "to {0}", "whom");
            else throw (Exception)message;
        }
    }
}
