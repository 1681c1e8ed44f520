using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Metrics;

/// <summary>
/// What the fleet measures of its turns, by OpenTelemetry's conventions for generative AI where they have a name for it. <c>docs/metrics.md</c> explains
/// each. Safe for concurrent callers; costs next to nothing while nobody listens.
/// </summary>
internal sealed class FleetMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Conductor.Fleet";

    private readonly Meter _meter;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _perToken;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _queueWait;
    private readonly Counter<long> _sheds;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _turns;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _reloads;

    /// <param name="scope">Whose turns these are: two conductors in one process are told apart by it.</param>
    public FleetMeter(object? scope)
    {
        _meter = new Meter(new MeterOptions(Name) { Scope = scope });
        _firstToken = _meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "From the slot on the host to the first token.");
        _perToken = _meter.CreateHistogram<double>("gen_ai.server.time_per_output_token", "s", "The mean gap between two tokens of an answer.");
        _duration = _meter.CreateHistogram<double>("gen_ai.server.request.duration", "s", "How long an attempt held its slot.");
        _tokens = _meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of the prompt and of the answer, by the host's count.");
        _queueWait = _meter.CreateHistogram<double>("conductor.queue.wait", "s", "From the order to the slot on the host.");
        _sheds = _meter.CreateCounter<long>("conductor.queue.sheds", "{turn}", "Turns that the queue had no place or no time for.");
        _retries = _meter.CreateCounter<long>("conductor.retries", "{attempt}", "Attempts after a turn's first one.");
        _lost = _meter.CreateCounter<long>("conductor.answers.lost", "{piece}", "Pieces of answers that hosts have written and that then broke off.");
        _turns = _meter.CreateCounter<long>("conductor.turns", "{turn}", "Turns that have ended.");
        _loads = _meter.CreateCounter<long>("conductor.model.loads", "{load}", "Models that hosts have loaded for a turn.");
        _evictions = _meter.CreateCounter<long>("conductor.model.evictions", "{eviction}", "Models that hosts have let go before their time.");
        _reloads = _meter.CreateCounter<long>("conductor.model.reloads", "{load}", "Turns whose load options made a host load a model again that it held.");
    }

    /// <summary>Where gauges hang that are looked at only when somebody asks.</summary>
    public Meter Meter => _meter;

    /// <summary>A turn got its slot.</summary>
    public void Admitted(string host, string model, TimeSpan waited) => _queueWait.Record(waited.TotalSeconds, Place(host, model));

    /// <summary>A turn was sent away. Counted only where it was for the queue's sake.</summary>
    public void Refused(string host, string model, Ending ending)
    {
        if (ending.End is StreamEnd.QueueFull or StreamEnd.QueueTimeout)
            _sheds.Add(1, With(Place(host, model), "conductor.end", ending.End.ToString()));
    }

    /// <summary>The first of an answer came.</summary>
    public void Streams(string host, string model, TimeSpan after, bool wasResident)
    {
        _firstToken.Record(after.TotalSeconds, With(Place(host, model), "conductor.resident", wasResident));
        if (!wasResident)
            _loads.Add(1, Place(host, model));
    }

    /// <summary>An attempt is over.</summary>
    /// <param name="host">Where.</param>
    /// <param name="model">Which model.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="held">How long it held its slot.</param>
    /// <param name="streamed">How long its answer streamed; null where nothing of it came.</param>
    /// <param name="usage">The host's counts, where it gave some.</param>
    public void Over(string host, string model, Ending ending, TimeSpan held, TimeSpan? streamed, ModelUsage? usage)
    {
        var place = Place(host, model);
        _duration.Record(held.TotalSeconds, ending.IsWhole ? place : With(place, "error.type", ending.End.ToString()));
        if (usage is null)
            return;
        _tokens.Record(usage.PromptEvalCount, With(place, "gen_ai.token.type", "input"));
        _tokens.Record(usage.EvalCount, With(place, "gen_ai.token.type", "output"));
        if (streamed is { } time && usage.EvalCount > 1)
            _perToken.Record(time.TotalSeconds / (usage.EvalCount - 1), place);
    }

    /// <summary>A turn is tried again.</summary>
    public void Retried(string host, string model, bool isReplay) => _retries.Add(1, With(Place(host, model), "conductor.replay", isReplay));

    /// <summary>An answer broke off: what the host had written of it was work that has to be done again, or in vain.</summary>
    public void Lost(string host, long pieces) => _lost.Add(pieces, new TagList { { "conductor.host", host } });

    /// <summary>A turn has ended.</summary>
    /// <param name="ending">How.</param>
    /// <param name="rescued">It is whole although an attempt had failed after readers had seen something of it.</param>
    public void Ended(Ending ending, bool rescued) =>
        _turns.Add(1, new TagList { { "conductor.end", ending.End.ToString() }, { "conductor.rescued", rescued } });

    /// <summary>A host has let a model go before its time.</summary>
    public void Evicted(string host, string model) => _evictions.Add(1, Place(host, model));

    /// <summary>A host is made to load a model again that it holds with other options.</summary>
    public void Reloads(string host, string model) => _reloads.Add(1, Place(host, model));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static TagList Place(string host, string model) => new() { { "conductor.host", host }, { "gen_ai.response.model", model } };

    private static TagList With(TagList tags, string name, object value)
    {
        tags.Add(name, value);
        return tags;
    }
}
