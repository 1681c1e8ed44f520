using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using KernelLevel = Conductor.Event.LogLevel;
using MsLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Conductor.Actors.Tests.Logging;

public sealed class LoggingTests : KernelTests
{
    private readonly ListeningFactory _host;

    public LoggingTests() : this(new ListeningFactory())
    {
    }

    private LoggingTests(ListeningFactory host) : base(new KernelSetup { LoggerFactory = host }) => _host = host;

    [Fact]
    public async Task An_actors_lines_go_to_the_hosts_logger_under_its_class_with_structured_values()
    {
        ActorOf(Props.Create(() => new LoggingActor())).Tell("log", null);
        await SettleAsync(Token);
        var lines = _host.Lines.Where(line => line.Category == typeof(LoggingActor).FullName).ToArray();
        Assert.Equal([MsLevel.Debug, MsLevel.Information, MsLevel.Warning, MsLevel.Error, MsLevel.Debug, MsLevel.Information, MsLevel.Warning, MsLevel.Error], lines.Select(line => line.Level));
        Assert.Equal("by place: 1, by name: two", lines[0].Text);
        Assert.Contains(new KeyValuePair<string, object?>("Name", "two"), lines[0].Values);
        Assert.All(lines[4..], line => Assert.IsType<FormatException>(line.Cause));
    }

    [Fact]
    public async Task Log_events_are_published_for_those_who_subscribe()
    {
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        Sys.Log.Warning("careful with {0}", "this");
        var warning = await ExpectMsgAsync<Warning>(Token);
        Assert.Equal(("careful with this", "test", KernelLevel.WarningLevel, Time.GetUtcNow().UtcDateTime), (warning.Message, warning.LogSource, warning.LogLevel(), warning.Timestamp));
        Event.Logging.GetLogger(Sys, "source").Error(new FormatException("cause"), "broken");
        var error = await ExpectMsgAsync<Error>(Token);
        Assert.Equal(("broken", "source", "cause"), (error.Message, error.LogSource, error.Cause!.Message));
        Assert.Contains("broken", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_that_nobody_wants_is_not_enabled()
    {
        _host.Least = MsLevel.Warning;
        var log = Event.Logging.GetLogger(Sys, this);
        Assert.Equal((false, false, true, true), (log.IsDebugEnabled, log.IsInfoEnabled, log.IsWarningEnabled, log.IsErrorEnabled));
        Assert.False(log.IsEnabled(KernelLevel.InfoLevel));
        Sys.EventStream.Subscribe<Debug>(TestActor);
        Assert.Equal((true, false), (log.IsDebugEnabled, log.IsInfoEnabled));
    }

    [Fact]
    public async Task A_failure_is_logged_with_its_exception_and_the_verdict()
    {
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")), "failing");
        life.Tell(Throw.Now("boom"), null);
        await SettleAsync(Token);
        var line = Assert.Single(_host.Lines, line => line.Level == MsLevel.Error);
        Assert.Equal(("Actor conductor://test/user/failing failed: Restart", "boom"), (line.Text, line.Cause!.Message));
    }

    [Fact]
    public async Task A_logger_of_the_host_that_throws_breaks_no_actor()
    {
        _host.Throws = true;
        Sys.EventStream.Subscribe<Error>(TestActor);
        var life = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "a")));
        life.Tell(Throw.Now("boom"), null);
        Assert.Equal("the log is full", (await ExpectMsgAsync<Error>(Token)).Cause!.Message);
        Assert.Equal("boom", (await ExpectMsgAsync<Error>(Token)).Cause!.Message);
        life.Tell(new Run(_ => TestActor.Tell("alive")), null);
        await ExpectAsync("alive");
    }

    [Fact]
    public async Task A_logger_of_the_host_that_throws_when_it_is_asked_for_its_level_breaks_no_actor()
    {
        _host.ThrowsWhenAsked = true;
        var life = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "a")));
        life.Tell(Throw.Now("boom"), null);
        life.Tell(new Run(_ => TestActor.Tell("alive")), null);
        await ExpectAsync("alive");
        Assert.Contains(_host.Lines, line => line.Cause is { Message: "boom" });
    }

    [Fact]
    public async Task A_format_that_cannot_be_filled_in_breaks_no_actor_whether_or_not_somebody_listens()
    {
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        await ExpectAsync("a: PreStart");
        Sys.EventStream.Subscribe<Info>(TestActor);
        life.Tell(new Run(context => context.GetLogger().Info("{0} and {1}", 1)), null);
        Assert.StartsWith("{0} and {1} (", (string)(await ExpectMsgAsync<Info>(Token)).Message, StringComparison.Ordinal);
        life.Tell("alive", null);
        await ExpectAsync("alive");
    }

    private sealed class LoggingActor : UntypedActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        protected override void OnReceive(object message)
        {
            var cause = new FormatException();
            _log.Debug("by place: {0}, by name: {Name}", 1, "two");
            _log.Info("info");
            _log.Warning("warning");
            _log.Error("error");
            _log.Debug(cause, "debug");
            _log.Info(cause, "info");
            _log.Warning(cause, "warning");
            _log.Error(cause, "error");
        }
    }

    private sealed record Line(string Category, MsLevel Level, string Text, Exception? Cause, IReadOnlyList<KeyValuePair<string, object?>> Values);

    private sealed class ListeningFactory : ILoggerFactory
    {
        public ConcurrentQueue<Line> Lines { get; } = new();

        public MsLevel Least { get; set; }

        public bool Throws { get; set; }

        public bool ThrowsWhenAsked { get; set; }

        public ILogger CreateLogger(string categoryName) => new Listener(this, categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class Listener(ListeningFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(MsLevel logLevel) => factory.ThrowsWhenAsked ? throw new InvalidOperationException("no level today") : logLevel >= factory.Least;

        public void Log<TState>(MsLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (factory.Throws) throw new InvalidOperationException("the log is full");
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            factory.Lines.Enqueue(new Line(category, logLevel, formatter(state, exception), exception, values));
        }
    }
}
