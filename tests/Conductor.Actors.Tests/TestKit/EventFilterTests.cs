using System.Text.RegularExpressions;

namespace Conductor.Actors.Tests.TestKit;

public sealed class EventFilterTests : KernelTests
{
    private readonly ImpatientKit _impatient = new();

    private IActorRef Talking(TestKitBase kit) => kit.ActorOf(Props.Create(() => new TalkingActor()), "talking");

    private static Regex Pattern(string text) => new(text, RegexOptions.NonBacktracking);

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
    public async Task Lines_are_told_apart_by_a_pattern()
    {
        var talking = Talking(this);
        await EventFilter.Info(Pattern("^to who?m$")).ExpectOneAsync(() => talking.Tell(LogLevel.InfoLevel, null), Token);
        await EventFilter.Warning(Pattern("who"), "/user/talking").ExpectOneAsync(() => talking.Tell(LogLevel.WarningLevel, null), Token);
        await EventFilter.Debug(Pattern("^who")).ExpectAsync(0, () => talking.Tell(LogLevel.DebugLevel, null), Token);
        await EventFilter.Error(Pattern("who"), "/user/other").ExpectAsync(0, () => talking.Tell(LogLevel.ErrorLevel, null), Token);
        await EventFilter.Exception<FormatException>(Pattern("f.rmat$")).ExpectOneAsync(() => talking.Tell(new FormatException("bad format"), null), Token);
    }

    [Fact]
    public async Task Filters_joined_by_And_count_what_either_accepts_once()
    {
        var talking = Talking(this);
        void TalkTwice()
        {
            talking.Tell(LogLevel.InfoLevel, null);
            talking.Tell(LogLevel.WarningLevel, null);
            talking.Tell(LogLevel.DebugLevel, null);
        }
        await EventFilter.Info().And.Warning("to whom").ExpectAsync(2, TalkTwice, Token);
        await EventFilter.Info().And.Info("to whom").And.Warning().ExpectAsync(2, TalkTwice, Token);
        var refusal = await Assert.ThrowsAsync<ExpectationException>(() => EventFilter.Info().And.Warning().ExpectOneAsync(TalkTwice, Token));
        Assert.Contains("or Warning lines", refusal.Message);
    }

    [Fact]
    public async Task A_time_out_moves_the_clock_until_the_event_has_come()
    {
        var talking = Talking(this);
        var start = Time.Elapsed;
        await EventFilter.Info().ExpectOneAsync(
            TimeSpan.FromSeconds(10), () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(3), talking, LogLevel.InfoLevel, ActorRefs.NoSender), Token);
        Assert.Equal(TimeSpan.FromSeconds(3), Time.Elapsed - start);
        await EventFilter.Info().ExpectAsync(2, TimeSpan.FromSeconds(10), () =>
        {
            foreach (var after in new[] { 1, 4 })
                Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(after), talking, LogLevel.InfoLevel, ActorRefs.NoSender);
        }, Token);
        async Task TalkSoonAsync()
        {
            await Task.Yield();
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), talking, LogLevel.InfoLevel, ActorRefs.NoSender);
        }
        await EventFilter.Info().ExpectOneAsync(TimeSpan.FromSeconds(10), TalkSoonAsync, Token);
        await EventFilter.Info().ExpectAsync(1, TimeSpan.FromSeconds(10), TalkSoonAsync, Token);
        Assert.Equal(TimeSpan.FromSeconds(9), Time.Elapsed - start);

        var late = Talking(_impatient);
        await Assert.ThrowsAsync<ExpectationException>(() => _impatient.EventFilter.Info().ExpectOneAsync(
            TimeSpan.FromSeconds(1), () => _impatient.Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(3), late, LogLevel.InfoLevel, ActorRefs.NoSender), Token));
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
