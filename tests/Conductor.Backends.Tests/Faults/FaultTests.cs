using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.OllamaSim;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.Faults;

/// <summary>Every fault that an upstream can have, as the drivers report it. The numbers are those of the fault table.</summary>
public sealed class FaultTests
{
    private const int Tokens = 60;

    public static TheoryData<DriverKind> Drivers => [DriverKind.Ollama, DriverKind.OpenAi, DriverKind.OllamaAsOpenAi];

    public static TheoryData<DriverKind> TwoDrivers => [DriverKind.Ollama, DriverKind.OpenAi];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F00_Without_a_fault_an_answer_is_whole(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens));
        var seen = await driver.RunAsync();
        Assert.Equal((StreamEnd.Completed, "stop", 60L), (seen.Ending().End, seen.Usage().FinishReason, seen.Usage().EvalCount));
        Assert.Equal(Tokens, Texts(seen));
        Assert.True(seen.Usage().PromptEvalCount > 0);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F01_A_429_says_for_how_long(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Fault.TooManyRequests(TimeSpan.FromSeconds(2)));
        var ending = (await driver.RunAsync()).Ending();
        Assert.Equal((StreamEnd.BackendFailed, 429, TimeSpan.FromSeconds(2)), (ending.End, ending.Status, ending.RetryAfter));
        Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F02_F03_F04_F15_F16_A_status_is_a_failure_in_the_hosts_words(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        foreach (var status in (int[])[429, 500, 503])
        {
            driver.Sim.Next(Fault.Status(status, $"busy with {status}"));
            Assert.Equal(new Ending(StreamEnd.BackendFailed, $"busy with {status}", status), (await driver.RunAsync()).Ending());
        }
        // A refusal leaves the connection as good as it was.
        Assert.Equal(1, driver.Sim.Connections.Accepted);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F05_A_reset_or_close_before_the_headers_is_a_failure(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Fault.ResetBeforeHeaders, Fault.CloseBeforeHeaders);
        Assert.Equal(StreamEnd.BackendFailed, (await driver.RunAsync()).Ending().End);
        Assert.Equal(StreamEnd.BackendFailed, (await driver.RunAsync()).Ending().End);
        Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F06_A_host_that_never_answers_sees_the_cancel(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Fault.NeverAnswer);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = driver.Host.RunAsync(Driver.Request, cancel.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(OutputKind.Alive, answer.Current.Kind);
        var next = answer.MoveNextAsync();
        var request = await driver.Sim.Requests.NextGenerationAsync(Token);
        Assert.False(next.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await request.ClosedByClient.WaitAsync(Driver.Deadline, TimeProvider.System, Token);
    }

    [Theory]
    [MemberData(nameof(TwoDrivers))]
    public async Task F07_Headers_at_once_and_a_late_token_are_whole(DriverKind kind)
    {
        var time = new VirtualTime();
        await using var driver = new Driver(kind, time: time);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.HeadersThenSilence(TimeSpan.FromSeconds(20))));
        await using var answer = driver.Host.RunAsync(Driver.Request, Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(OutputKind.Alive, answer.Current.Kind);
        var next = answer.MoveNextAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(20), Token).WaitAsync(Driver.Deadline, TimeProvider.System, Token);
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(await next);
        while (answer.Current.Ending is null)
            Assert.True(await answer.MoveNextAsync());
        Assert.Equal(StreamEnd.Completed, answer.Current.Ending.End);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F08_A_cut_after_40_tokens_is_a_cut(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        foreach (var fault in (Fault[])[Fault.CutAfter(40), Fault.ResetAfter(40)])
        {
            driver.Sim.Next(Answer.Tokens(Tokens).With(fault));
            var seen = await driver.RunAsync();
            Assert.Equal(StreamEnd.BackendCut, seen.Ending().End);
            Assert.DoesNotContain(seen, s => s.Kind == OutputKind.Usage);
            // A reset may overtake what was sent before it; a proper close may not.
            Assert.InRange(Texts(seen), fault == Fault.CutAfter(40) ? 40 : 0, 40);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F09_A_host_that_falls_silent_is_left_open_until_it_is_cancelled(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.SilentAfter(20)));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = await driver.RunUntilAsync(20, cancel.Token);
        var request = await driver.Sim.Requests.NextGenerationAsync(Token);
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await request.ClosedByClient.WaitAsync(Driver.Deadline, TimeProvider.System, Token);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F10_Garbage_in_the_middle_is_malformed_and_shows_nothing_of_it(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.GarbageAfter(30)), Answer.Tokens(Tokens).With(Fault.GarbageAfter(30, "data: 0x00 gar{bage")));
        for (var i = 0; i < 2; i++)
        {
            var seen = await driver.RunAsync();
            Assert.Equal((StreamEnd.BackendMalformed, 30), (seen.Ending().End, Texts(seen)));
            Assert.DoesNotContain("gar{bage", seen.Text() + seen.Ending().Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F11_A_missing_terminator_is_whole_and_a_missing_reason_is_not(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.NoTerminator), Answer.Tokens(Tokens).With(Fault.NeverEnds), Answer.Tokens(Tokens).With(Fault.NoFinishReason));
        var whole = await driver.RunAsync();
        Assert.Equal((StreamEnd.Completed, Tokens, 60L), (whole.Ending().End, Texts(whole), whole.Usage().EvalCount));
        Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
        var cut = await driver.RunAsync();
        Assert.Equal((StreamEnd.BackendCut, Tokens), (cut.Ending().End, Texts(cut)));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F11_A_missing_terminator_is_not_waited_for_on_an_open_connection(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.NoTerminator.LeavingOpen()));
        Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
        await driver.Sim.Connections.WaitForOpenAsync(0, Token).WaitAsync(Driver.Deadline, TimeProvider.System, Token);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F12_F13_F14_A_400_is_a_refusal_in_the_hosts_words(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Fault.ContextLengthExceeded, Fault.ContentRefused("not about that"), Fault.RefuseTrailingAssistant);
        Assert.Equal(new Ending(StreamEnd.BackendRefused, "the input length exceeds the context length", 400), (await driver.RunAsync()).Ending());
        Assert.Equal(new Ending(StreamEnd.BackendRefused, "not about that", 400), (await driver.RunAsync()).Ending());
        var trailing = await driver.RunAsync(Driver.Request with { Messages = [.. Driver.Request.Messages, new ChatMessage("assistant", "Because")] });
        Assert.Equal((StreamEnd.BackendRefused, 400), (trailing.Ending().End, trailing.Ending().Status));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F17_An_error_in_the_middle_is_a_failure_in_the_hosts_words(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.ErrorAfter(10, "out of memory").AsErrorEvent()));
        var seen = await driver.RunAsync();
        // As that status would: it is the model's runner that failed, not the host with all its models.
        Assert.Equal((new Ending(StreamEnd.BackendFailed, "out of memory", Status: 500), 10), (seen.Ending(), Texts(seen)));
    }

    [Fact]
    public async Task F17_An_error_that_Ollamas_own_v1_swallows_is_still_no_whole_answer()
    {
        await using var driver = new Driver(DriverKind.OllamaAsOpenAi);
        driver.Sim.Next(Answer.Tokens(Tokens).With(Fault.ErrorAfter(10)));
        var seen = await driver.RunAsync();
        Assert.Equal((StreamEnd.BackendCut, 10), (seen.Ending().End, Texts(seen)));
    }

    public static TheoryData<DriverKind, string> Forms
    {
        get
        {
            var data = new TheoryData<DriverKind, string>();
            foreach (var kind in Enum.GetValues<DriverKind>())
            {
                foreach (var form in (string[])["one-byte", "split", "crlf", "blank", "comments", "gzip", "all"])
                    data.Add(kind, form);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task F18_F19_The_form_of_the_bytes_makes_no_difference(DriverKind kind, string form)
    {
        const string Text = "Grüße 😀 an <Zoë> & \"東京\"\\ \t👩‍👩‍👧 ende";
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Text(Text).With(form switch
        {
            "one-byte" => Fault.OneBytePackets,
            "split" => Fault.SplitCharacters,
            "crlf" => Fault.Crlf,
            "blank" => Fault.BlankLines,
            "comments" => Fault.Comments,
            "gzip" => Fault.Gzip,
            _ => Fault.PacketsOf(3).And(Fault.Crlf).And(Fault.BlankLines).And(Fault.Comments).And(Fault.Gzip),
        }));
        var seen = await driver.RunAsync();
        Assert.Equal((Text, StreamEnd.Completed), (seen.Text(), seen.Ending().End));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F18_A_line_of_4_MB_comes_whole_and_one_past_the_bound_does_not(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Answer.Tokens(3).With(Fault.HugeLine()), Answer.Tokens(3).With(Fault.HugeLine(9 << 20)));
        var seen = await driver.RunAsync();
        Assert.Equal(StreamEnd.Completed, seen.Ending().End);
        Assert.True(seen.Text().Length >= 4 << 20);
        Assert.Equal(StreamEnd.BackendMalformed, (await driver.RunAsync()).Ending().End);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task F19_Web_pages_and_redirects_are_malformed(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        driver.Sim.Next(Fault.Html(), Fault.Redirect());
        Assert.Equal(StreamEnd.BackendMalformed, (await driver.RunAsync()).Ending().End);
        Assert.Equal(StreamEnd.BackendMalformed, (await driver.RunAsync()).Ending().End);
        Assert.Equal(2, driver.Sim.Requests.Total);
    }

    [Theory]
    [MemberData(nameof(TwoDrivers))]
    public async Task F20_A_host_that_dies_cuts_every_answer_and_takes_no_new_one_until_it_is_back(DriverKind kind)
    {
        await using var driver = new Driver(kind);
        var gate = new TokenGate();
        gate.Release(5);
        driver.Sim.Always(Answer.Tokens(Tokens).Gated(gate));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => driver.RunUntilAsync(5, Token)));
        await driver.Sim.KillAsync();
        foreach (var answer in answers)
        {
            while (answer.Current.Ending is null)
                Assert.True(await answer.MoveNextAsync().AsTask().WaitAsync(Driver.Deadline, TimeProvider.System, Token));
            Assert.Equal(StreamEnd.BackendCut, answer.Current.Ending.End);
            await answer.DisposeAsync();
        }
        var refused = (await driver.RunAsync()).Ending();
        Assert.Equal(StreamEnd.BackendFailed, refused.End);
        Assert.Contains("Nothing answers at http://127.0.0.1:", refused.Detail, StringComparison.Ordinal);
        gate.Open();
        await driver.Sim.ReviveAsync();
        Assert.Equal(StreamEnd.Completed, (await driver.RunAsync()).Ending().End);
    }

    [Theory]
    [MemberData(nameof(TwoDrivers))]
    public async Task F20_A_black_hole_ends_as_a_connect_timeout(DriverKind kind)
    {
        var time = new VirtualTime();
        await using var driver = new Driver(kind, time: time);
        await driver.Sim.VanishAsync();
        var running = driver.RunAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(10), Token).WaitAsync(Driver.Deadline, TimeProvider.System, Token);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StreamEnd.ConnectTimeout, (await running).Ending().End);
        driver.Sim.Thaw();
    }

    private static int Texts(IEnumerable<Seen> seen) => seen.Count(s => s.Kind == OutputKind.Text);
}
