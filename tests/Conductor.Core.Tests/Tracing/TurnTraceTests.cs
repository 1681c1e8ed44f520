using System.Diagnostics;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Tracing;

public sealed class TurnTraceTests : IDisposable
{
    private static readonly TraceContext Caller = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");

    private readonly VirtualTime _time = new();
    private readonly TurnId _turn;
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly TurnDiary _diary;

    public TurnTraceTests()
    {
        _turn = TurnId.New(_time);
        _diary = new TurnDiary(_time);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _diary.Source,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public void Each_stage_of_a_turn_is_a_span_below_the_turns_own()
    {
        var log = Traced();
        Pass(1, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Routed, "gpu-1", "llama3.2:latest", Reason: "resident")));
        Pass(2, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Queued, Model: "llama3.2:latest", Position: 1)));
        Pass(3, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Queued, Model: "llama3.2:latest", Position: 0)));
        Pass(4, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Started, Model: "llama3.2:latest")));
        Pass(5, () => log.Record!.OnConnected());
        Pass(6, () => log.Append(EntryKind.Text, "Hello"u8));
        Pass(7, () => log.Append(EntryKind.Usage, new ModelUsage { PromptEvalCount = 11, EvalCount = 22, FinishReason = "stop" }));
        log.Complete(Ending.Completed);

        Assert.Equal([("queue", 5.0), ("connect", 4.0), ("prefill", 5.0), ("stream", 13.0), ("chat llama3.2", 28.0)], Spans());
        var turn = _ended[^1];
        Assert.Equal("b7ad6b7169203331", turn.ParentSpanId.ToString());
        Assert.All(_ended[..^1], stage => Assert.Equal(turn.SpanId, stage.ParentSpanId));
        Assert.Equal("gpu-1", turn.GetTagItem("conductor.host"));
        Assert.Equal("llama3.2:latest", turn.GetTagItem("gen_ai.response.model"));
        Assert.Equal((11L, 22L), (turn.GetTagItem("gen_ai.usage.input_tokens"), turn.GetTagItem("gen_ai.usage.output_tokens")));
        Assert.Equal(ActivityStatusCode.Unset, turn.Status);
    }

    [Fact]
    public void Loading_ends_where_the_host_says_it_did()
    {
        var log = Traced();
        log.Append(EntryKind.Status, new TurnStatus(TurnStage.Loading, Model: "llama3.2:latest"));
        Pass(10, log.Record!.OnConnected);
        log.Append(EntryKind.Text, "Hello"u8);
        log.Append(EntryKind.Usage, new ModelUsage { LoadDuration = 8_000_000_000 });
        log.Complete(Ending.Completed);
        Assert.Contains(("load", 8.0), Spans());
        Assert.Contains(("prefill", 2.0), Spans());
    }

    [Fact]
    public void A_failure_is_an_error_with_its_name_and_a_cancellation_is_none()
    {
        var failed = Traced();
        failed.Complete(new Ending(StreamEnd.BackendCut, "The answer broke off."));
        var cancelled = Traced();
        cancelled.Complete(new Ending(StreamEnd.CancelledByUser));
        Assert.Equal((ActivityStatusCode.Error, "BackendCut"), (_ended[0].Status, _ended[0].GetTagItem("error.type")));
        Assert.Equal((ActivityStatusCode.Unset, "CancelledByUser"), (_ended[1].Status, _ended[1].GetTagItem("error.type")));
    }

    [Fact]
    public void Hosts_are_told_of_the_turns_span_and_nobody_is_left_with_it()
    {
        var log = Traced();
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", log.Record!.Context!.Parent, StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", log.Record.Context.Parent, StringComparison.Ordinal);
        Assert.Equal("vendor=1", log.Record.Context.State);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Where_nobody_listens_there_is_no_trace()
    {
        using var another = new TurnDiary(_time);

        Assert.Null(another.Begin(_turn, new ModelRequest { Model = "m" }).Context);
        Assert.NotNull(_diary.Begin(_turn, new ModelRequest { Model = "m" }).Context);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _diary.Dispose();
    }

    private ResponseLog Traced()
    {
        var request = new ModelRequest { Model = "llama3.2", Trace = Caller };
        return new ResponseLog { Record = _diary.Begin(_turn, request) };
    }

    // Does it, and then lets seconds pass.
    private void Pass(int seconds, Action act)
    {
        act();
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private (string Name, double Seconds)[] Spans() => [.. _ended.Select(span => (span.OperationName, span.Duration.TotalSeconds))];
}
