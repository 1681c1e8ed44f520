using System.Diagnostics;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Tracing;

/// <summary>
/// One turn as a span, with a span below it for each of its stages: <c>queue</c>, <c>connect</c>, <c>load</c>, <c>prefill</c>,
/// <c>stream</c>. It follows what the turn's log is told, so that whoever writes there need not know of it. Names are those of
/// OpenTelemetry's GenAI conventions; what those lack begins with <c>conductor.</c>
/// </summary>
/// <remarks>Called by the log's writer of the moment only. Where nobody listens there is no trace, and the log carries a null.</remarks>
public sealed class TurnTrace
{
    /// <summary>The name of the source of spans: each conductor has one of its own, and all are called so.</summary>
    public const string SourceName = "Conductor";

    private readonly ActivitySource _source;
    private readonly TimeProvider _time;
    private readonly Activity _turn;
    private Activity? _stage;
    private bool _mustLoad;
    private DateTimeOffset? _loading;
    private DateTimeOffset? _loaded;
    private long _loadNanoseconds;

    private TurnTrace(ActivitySource source, Activity turn, TimeProvider time) => (_source, _turn, _time) = (source, turn, time);

    /// <summary>The turn's span as its hosts are told of it.</summary>
    public TraceContext? Context => TraceContext.Of(_turn);

    /// <summary>Begins a turn's span; null where nobody listens, or this one is not sampled.</summary>
    /// <param name="source">The conductor's source.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="time">The time.</param>
    public static TurnTrace? Begin(ActivitySource source, TurnId turn, ModelRequest request, TimeProvider time)
    {
        if (!source.HasListeners())
            return null;
        var operation = OperationOf(request);
        var parent = ActivityContext.TryParse(request.Trace?.Parent, request.Trace?.State, isRemote: true, out var caller) ? caller : default;
        var activity = Start(source, request.Model.Length > 0 ? $"{operation} {request.Model}" : operation, ActivityKind.Client, parent, time.GetUtcNow());
        if (activity is null)
            return null;
        activity.SetTag("gen_ai.operation.name", operation);
        if (request.Model.Length > 0)
            activity.SetTag("gen_ai.request.model", request.Model);
        activity.SetTag("conductor.turn.id", turn.ToString());
        return new TurnTrace(source, activity, time);
    }

    /// <summary>What kind of turn a request asks for, in the words of the conventions.</summary>
    internal static string OperationOf(ModelRequest request) => request.IsEmbedding ? "embeddings" : request.Shape == RequestShape.Chat ? "chat" : "text_completion";

    internal void On(TurnStatus status)
    {
        if (status.Host is not null)
            _turn.SetTag("conductor.host", status.Host);
        if (status.Model is not null)
            _turn.SetTag("gen_ai.response.model", status.Model);
        switch (status.Stage)
        {
            case TurnStage.Queued:
                if (_stage?.OperationName != "queue")
                    Enter("queue");
                break;
            case TurnStage.Loading:
                Enter("connect");
                _mustLoad = true;
                break;
            case TurnStage.Started:
                Enter("connect");
                _mustLoad = false;
                break;
            default:
                Leave();
                _turn.AddEvent(new ActivityEvent(status.Stage == TurnStage.Retrying ? "retry" : "route", _time.GetUtcNow(), Reason(status)));
                break;
        }
    }

    /// <summary>The host has the request.</summary>
    internal void OnConnected()
    {
        if (_stage?.OperationName != "connect")
            return;
        if (_mustLoad)
            BeginLoad();
        else
            Enter("prefill");
    }

    internal void OnContent()
    {
        if (_stage?.OperationName != "stream")
            Enter("stream");
    }

    internal void On(ModelUsage usage)
    {
        if (usage.PromptEvalCount > 0)
            _turn.SetTag("gen_ai.usage.input_tokens", usage.PromptEvalCount);
        if (usage.EvalCount > 0)
            _turn.SetTag("gen_ai.usage.output_tokens", usage.EvalCount);
        if (usage.FinishReason is { } reason)
            _turn.SetTag("gen_ai.response.finish_reasons", new[] { reason });
        _loadNanoseconds = usage.LoadDuration;
    }

    internal void On(Ending ending)
    {
        Leave();
        WriteLoad();
        _turn.SetTag("conductor.end", ending.End.ToString());
        if (!ending.IsWhole)
        {
            _turn.SetTag("error.type", ending.End.ToString());
            // Who cancels does so on purpose: that is no error of anybody.
            if (ending.End is not (StreamEnd.CancelledByUser or StreamEnd.SurfaceGone))
                _turn.SetStatus(ActivityStatusCode.Error, ending.Detail);
        }
        Stop(_turn, _time.GetUtcNow());
    }

    private Activity? Enter(string stage)
    {
        Leave();
        return _stage = Start(_source, stage, ActivityKind.Internal, _turn.Context, _time.GetUtcNow());
    }

    private void Leave()
    {
        if (_stage is not null)
            Stop(_stage, _time.GetUtcNow());
        else if (_loading is not null)
            _loaded ??= _time.GetUtcNow();
        _stage = null;
    }

    private void BeginLoad()
    {
        Leave();
        WriteLoad();
        (_loading, _loaded) = (_time.GetUtcNow(), null);
    }

    // Where loading ends and reading begins is known only at the end of the answer, from what the host says of it.
    private void WriteLoad()
    {
        if (_loading is not { } began || _loaded is not { } ended)
            return;
        var prefill = began + TimeSpan.FromMilliseconds(_loadNanoseconds / 1e6);
        if (_loadNanoseconds <= 0 || prefill > ended)
            prefill = ended;
        Write("load", began, prefill);
        if (prefill < ended)
            Write("prefill", prefill, ended);
        (_loading, _loaded) = (null, null);
    }

    private void Write(string stage, DateTimeOffset began, DateTimeOffset ended)
    {
        if (Start(_source, stage, ActivityKind.Internal, _turn.Context, began) is { } activity)
            Stop(activity, ended);
    }

    private static void Stop(Activity activity, DateTimeOffset now)
    {
        activity.SetEndTime(now.UtcDateTime);
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }

    // An activity makes itself the current one of whoever starts it; here that is an actor's thread, on its way to other work.
    private static Activity? Start(ActivitySource source, string name, ActivityKind kind, ActivityContext parent, DateTimeOffset began)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var activity = source.StartActivity(name, kind, parent, startTime: began);
        Activity.Current = current;
        return activity;
    }

    private static ActivityTagsCollection Reason(TurnStatus status)
    {
        var tags = new ActivityTagsCollection();
        if (status.Host is not null)
            tags.Add("conductor.host", status.Host);
        if (status.Reason is not null)
            tags.Add("reason", status.Reason);
        return tags;
    }
}
