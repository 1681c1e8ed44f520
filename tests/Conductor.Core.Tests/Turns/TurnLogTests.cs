using System.Collections.Concurrent;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;
using Conductor.Core.Turns;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Tests.Turns;

/// <summary>The end of a turn is logged before its readers see it, so that it is there when they do.</summary>
public sealed class TurnLogTests
{
    private readonly Lines _lines = new();

    [Fact]
    public async Task A_whole_answer_is_a_line_for_those_who_debug()
    {
        var host = new ScriptedHost("m");
        await using var fixture = Over(host);
        var turn = await fixture.StartAsync(caller: "anna");
        (await host.NextRunAsync()).Say("yes").End();
        await Waiting.EndOfAsync(turn.Log);

        var (level, line) = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Debug, level);
        Assert.Equal($"Turn {turn.Turn} of anna: m on h1 answered in 0 ms", line);
    }

    [Fact]
    public async Task An_answer_that_another_host_had_to_give_is_a_warning()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = Over(first, second);
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        var turn = await fixture.StartAsync(caller: "anna");
        (await first.NextRunAsync()).End(StreamEnd.BackendFailed, "no");
        (await second.NextRunAsync()).Say("yes").End();
        await Waiting.EndOfAsync(turn.Log);

        var (level, line) = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("m on h2 answered it whole", line, StringComparison.Ordinal);
        Assert.EndsWith("at attempt 2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_a_warning_with_its_host_and_its_reason()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(Plan(host, attempts: 0), _lines);
        var turn = await fixture.StartAsync(caller: "anna");
        (await host.NextRunAsync()).Say("half").End(StreamEnd.BackendCut, "It broke off.");
        await Waiting.EndOfAsync(turn.Log);

        var (level, line) = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("m was not answered whole (BackendCut)", line, StringComparison.Ordinal);
        Assert.EndsWith("on h1: It broke off.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_logged_without_the_reasons_that_may_quote_the_prompt()
    {
        var host = new ScriptedHost("m");
        await using var fixture = Over(host);
        var turn = await fixture.StartAsync(caller: "anna");
        (await host.NextRunAsync()).End(StreamEnd.BackendRefused, "cannot parse 'my secret'");
        await Waiting.EndOfAsync(turn.Log);

        var (level, line) = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Information, level);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.Contains("m was refused (BackendRefused", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_somebody_stopped_is_nothing_to_act_on()
    {
        var host = new ScriptedHost("m");
        await using var fixture = Over(host);
        var turn = await fixture.StartAsync();
        var run = await host.NextRunAsync();
        run.Say("half");
        fixture.Cancel(turn);
        await Waiting.EndOfAsync(turn.Log);

        var (level, line) = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Debug, level);
        Assert.Contains("was stopped (CancelledByUser)", line, StringComparison.Ordinal);
    }

    private ConductorFixture Over(params ScriptedHost[] hosts) => new(new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), hosts) }, _lines);

    private static ConductorPlan Plan(ScriptedHost host, int attempts) =>
        new() { Fleet = ConductorFixture.Fleet(new BackendPlan(), host) with { Rescue = new() { Attempts = attempts } } };

    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel, string)> _all = [];

        public IReadOnlyCollection<(LogLevel Level, string Text)> All => _all;

        public ILogger CreateLogger(string categoryName) => categoryName == TurnLog.Area ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _all.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
