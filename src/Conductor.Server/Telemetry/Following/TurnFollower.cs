using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Conductor.Core.Tracing;

namespace Conductor.Server.Telemetry.Following;

/// <summary>
/// Listens to the turns that begin from now on, until it is disposed of. It hears the same spans that are exported, and costs turns nothing while
/// there is none. A follower that does not keep up misses steps, and is told how many. One reader.
/// </summary>
internal sealed class TurnFollower : IDisposable
{
    /// <summary>Steps that may wait to be read.</summary>
    public const int Most = 4096;

    private readonly Channel<TurnStep> _steps = Channel.CreateBounded<TurnStep>(new BoundedChannelOptions(Most) { SingleReader = true });
    private readonly ConcurrentDictionary<ActivitySpanId, Followed> _turns = new();
    private readonly ActivityListener _listener;
    private long _missed;

    public TurnFollower()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TurnTrace.SourceName,
            // Those that nobody exports are made for this follower; what is exported stays as it was.
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = OnStarted,
            ActivityStopped = OnStopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The steps as they come.</summary>
    public ChannelReader<TurnStep> Steps => _steps.Reader;

    /// <summary>Steps that found no place.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _steps.Writer.TryComplete();
    }

    private void OnStarted(Activity activity)
    {
        // A turn's name is known only once its first stage begins: it is told then.
        if (activity.Kind == ActivityKind.Client)
            _turns[activity.SpanId] = new Followed(activity);
        else if (_turns.TryGetValue(activity.ParentSpanId, out var turn))
            Tell(turn, new TurnStep(turn.Id, StepKind.StageBegan, Began(activity), activity.OperationName));
    }

    private void OnStopped(Activity activity)
    {
        if (_turns.TryGetValue(activity.ParentSpanId, out var turn))
            Tell(turn, new TurnStep(turn.Id, StepKind.StageEnded, End(activity), activity.OperationName) { Seconds = activity.Duration.TotalSeconds });
        else if (_turns.TryRemove(activity.SpanId, out turn))
            Tell(turn, Ended(turn, activity));
    }

    // Called by the writer of the turn's log of the moment only, so the steps of one turn come in order.
    private void Tell(Followed turn, TurnStep step)
    {
        if (!turn.IsTold)
            Write(new TurnStep(turn.Id, StepKind.Began, Began(turn.Activity), turn.Activity.DisplayName));
        turn.IsTold = true;
        foreach (var @event in turn.Activity.Events.Skip(turn.EventsTold))
        {
            turn.EventsTold++;
            Write(new TurnStep(turn.Id, StepKind.Routed, @event.Timestamp, @event.Name) { Host = Tag(@event, "conductor.host"), Reason = Tag(@event, "reason") });
        }
        Write(step);
    }

    private void Write(TurnStep step)
    {
        if (!_steps.Writer.TryWrite(step))
            Interlocked.Increment(ref _missed);
    }

    private static TurnStep Ended(Followed turn, Activity activity) => new(turn.Id, StepKind.Ended, End(activity), Tag(activity, "conductor.end") ?? "")
    {
        Seconds = activity.Duration.TotalSeconds,
        Host = Tag(activity, "conductor.host"),
        Model = Tag(activity, "gen_ai.response.model"),
        Reason = activity.StatusDescription,
        InputTokens = Count(activity, "gen_ai.usage.input_tokens"),
        OutputTokens = Count(activity, "gen_ai.usage.output_tokens"),
    };

    private static DateTimeOffset Began(Activity activity) => new(activity.StartTimeUtc, TimeSpan.Zero);

    private static DateTimeOffset End(Activity activity) => Began(activity) + activity.Duration;

    private static string? Tag(Activity activity, string name) => activity.GetTagItem(name)?.ToString();

    private static string? Tag(ActivityEvent @event, string name) => @event.Tags.FirstOrDefault(tag => tag.Key == name).Value?.ToString();

    private static long? Count(Activity activity, string name) =>
        activity.GetTagItem(name) is IConvertible number ? number.ToInt64(System.Globalization.CultureInfo.InvariantCulture) : null;

    private sealed class Followed(Activity activity)
    {
        public Activity Activity { get; } = activity;

        public string Id => field ??= Tag(Activity, "conductor.turn.id") ?? "";

        public bool IsTold { get; set; }

        public int EventsTold { get; set; }
    }
}
