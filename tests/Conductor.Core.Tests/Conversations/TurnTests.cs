using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Conversations;

public sealed class TurnTests
{
    [Fact]
    public async Task An_answer_arrives_whole_and_ends_once()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);

        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Say("Hello", " ", "there").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal("Hello there", LogText.Collect(turn.Log));
    }

    [Fact]
    public async Task An_unknown_model_is_refused_in_the_words_that_clients_look_for()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("llama3.2:latest", "qwen3:8b"));

        var turn = await fixture.StartAsync("lama3.2");
        var end = await Waiting.EndOfAsync(turn.Log);

        Assert.Equal((StreamEnd.BackendRefused, 404), (end.End, end.Status));
        Assert.StartsWith("model 'lama3.2' not found", end.Detail, StringComparison.Ordinal);
        Assert.Contains("llama3.2:latest", end.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LLAMA3.2")]
    [InlineData("llama3.2:latest")]
    [InlineData("registry.ollama.ai/library/llama3.2")]
    [InlineData("")]
    public async Task A_model_is_found_under_every_name_that_it_has(string name)
    {
        var host = new ScriptedHost("llama3.2:latest");
        await using var fixture = new ConductorFixture(host);

        await fixture.StartAsync(name);

        Assert.Equal("llama3.2:latest", (await host.NextRunAsync()).Request.Model);
    }

    [Fact]
    public async Task A_model_that_a_host_got_after_the_start_is_found()
    {
        var host = new ScriptedHost { Findings = new HostFindings() };
        await using var fixture = new ConductorFixture(host);
        Assert.Equal(StreamEnd.BackendRefused, (await Waiting.EndOfAsync((await fixture.StartAsync("new")).Log)).End);

        host.Findings = new HostFindings { Models = [new ModelDescription("new:latest", default)] };
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await fixture.StartAsync("new");

        Assert.Equal("new:latest", (await host.NextRunAsync()).Request.Model);
    }

    [Fact]
    public async Task A_turn_does_not_wait_for_a_silent_host_while_another_has_its_model()
    {
        var (silent, sound) = (new ScriptedHost("m") { IsSilent = true }, new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(silent, sound);

        var turn = await fixture.StartAsync();
        (await sound.NextRunAsync()).Say("here").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_host_that_fails_before_its_first_token_is_replaced_by_the_next()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(first, second);
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).End(StreamEnd.BackendFailed, "no");
        (await second.NextRunAsync()).Say("yes").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal("yes", LogText.Collect(turn.Log));
    }

    [Fact]
    public async Task A_refusal_is_not_tried_elsewhere()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(first, second);
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).End(StreamEnd.BackendRefused, "does not support tools");

        var end = await Waiting.EndOfAsync(turn.Log);
        Assert.Equal((StreamEnd.BackendRefused, "does not support tools"), (end.End, end.Detail));
        Assert.False(second.WasAsked);
    }

    [Theory]
    [InlineData(StreamEnd.BackendFailed)]
    [InlineData(StreamEnd.BackendCut)]
    [InlineData(StreamEnd.BackendMalformed)]
    public async Task A_cut_answer_ends_as_what_it_is(StreamEnd cut)
    {
        var host = new ScriptedHost("m");
        await using var fixture = ConductorFixture.Once(host);

        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Say("half an ans").End(cut, "gone");

        Assert.Equal(cut, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_driver_that_stops_without_an_end_makes_a_cut_answer_not_a_whole_one()
    {
        var host = new ScriptedHost("m");
        await using var fixture = ConductorFixture.Once(host);

        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Say("half").BreakOff();

        Assert.Equal(StreamEnd.BackendCut, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_driver_that_throws_costs_its_own_turn_only()
    {
        var host = new ScriptedHost("m");
        await using var fixture = ConductorFixture.Once(host);
        var broken = await fixture.StartAsync();
        var brokenRun = await host.NextRunAsync();
        var sound = await fixture.StartAsync();
        var soundRun = await host.NextRunAsync();

        brokenRun.Say("x").Throw(new InvalidOperationException("a bug"));
        var end = await Waiting.EndOfAsync(broken.Log);
        soundRun.Say("fine").End();

        Assert.Equal(StreamEnd.BackendFailed, end.End);
        Assert.Contains("a bug", end.Detail, StringComparison.Ordinal);
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(sound.Log)).End);
    }

    [Fact]
    public async Task Cancel_reaches_the_host_and_ends_the_turn_as_cancelled()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var turn = await fixture.StartAsync();
        var run = (await host.NextRunAsync()).Say("and so on");

        fixture.Cancel(turn);

        await run.Cancelled;
        Assert.Equal(StreamEnd.CancelledByUser, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task Cancel_reaches_a_host_that_is_held_by_a_reader_that_does_not_read()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new Core.Conducting.ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), host),
            Log = new ResponseLogOptions { HighWater = 10 },
        });
        var turn = await fixture.StartAsync();
        using var reader = turn.Log.OpenReader();
        var run = await host.NextRunAsync();
        run.Say([.. Enumerable.Repeat("0123456789", 10)]);
        await Waiting.UntilAsync(() => !turn.Log.HasRoom);

        fixture.Cancel(turn);

        await run.Cancelled;
        Assert.Equal(StreamEnd.CancelledByUser, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_host_is_not_asked_for_more_than_its_readers_take()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new Core.Conducting.ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), host),
            Log = new ResponseLogOptions { HighWater = 100 },
        });
        var turn = await fixture.StartAsync();
        using var reader = turn.Log.OpenReader();
        var run = await host.NextRunAsync();
        run.Say([.. Enumerable.Repeat("0123456789", 1000)]).End();

        await Waiting.UntilAsync(() => !turn.Log.HasRoom);
        Assert.InRange(run.Taken, 11, 12);
        await Waiting.ReadUntilAsync(reader, entry => entry.Kind == EntryKind.End);
        Assert.Equal(10_000, LogText.Collect(turn.Log).Length);
    }
}
