using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Insight;
using Conductor.Core.Routing;
using Conductor.Server.Telemetry;

namespace Conductor.Server.Http.Native;

/// <summary>Writes what goes on inside of a conductor: counts of its surfaces, conversations and turns, its tokens per second, its actors, and what went wrong of late.</summary>
internal sealed class InsightReport(IConductor conductor, RecentErrors errors, TimeProvider time)
{
    private const int MostChildren = 25;

    private static readonly TimeSpan LongestSpan = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(1);

    // Protects the sample: two who look at once must not each get half of a second.
    private readonly Lock _gate = new();
    private (long At, long Pieces) _sample;
    private double? _rate;

    public void Write(Utf8JsonWriter json)
    {
        var insight = conductor.Look(MostChildren);
        WriteWork(json, insight, conductor.Fleet);
        WriteTroubles(json, insight.Troubles);
        json.WriteStartArray("errors");
        foreach (var error in errors.Now)
            Write(json, error, conductor.Fleet);
        json.WriteEndArray();
        json.WritePropertyName("actors");
        if (insight.Actors is { } top)
            Write(json, top);
        else
            json.WriteNullValue();
    }

    private void WriteWork(Utf8JsonWriter json, ConductorInsight insight, FleetSnapshot fleet)
    {
        var gauges = fleet.Hosts.SelectMany(host => host.Models.Used.Select(one => one.Value)).ToArray();
        json.WriteStartObject("work");
        json.WriteNumber("surfaces", insight.Surfaces);
        json.WriteNumber("conversations", insight.Conversations);
        json.WriteNumber("answers", insight.Answers);
        json.WriteNumber("turns_running", gauges.Sum(gauge => gauge.Serving));
        json.WriteNumber("turns_waiting", gauges.Sum(gauge => gauge.Waiting));
        var pieces = gauges.Sum(gauge => gauge.Pieces);
        json.WriteNumber("tokens", pieces);
        if (Rate(pieces) is { } rate)
            json.WriteNumber("tokens_per_second", Math.Round(rate, 1));
        json.WriteEndObject();
    }

    // Between the look before and this one, where that is not too long ago to mean now.
    private double? Rate(long pieces)
    {
        lock (_gate)
        {
            var span = time.GetElapsedTime(_sample.At);
            if (_sample.At != 0 && span < ShortestSpan)
                return _rate;
            _rate = _sample.At != 0 && span <= LongestSpan ? Math.Max(0, pieces - _sample.Pieces) / span.TotalSeconds : null;
            _sample = (time.GetTimestamp(), pieces);
            return _rate;
        }
    }

    private static void WriteTroubles(Utf8JsonWriter json, ActorTroubles troubles)
    {
        json.WriteStartObject("watchdog");
        json.WriteNumber("slow_handlers", troubles.SlowHandlers);
        json.WriteNumber("stuck_mailboxes", troubles.StuckMailboxes);
        json.WriteNumber("starved_threads", troubles.StarvedPools);
        json.WriteString("last", troubles.Last);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RecentError error, FleetSnapshot fleet)
    {
        json.WriteStartObject();
        json.WriteString("at", error.At);
        json.WriteString("level", error.Level.ToString().ToLowerInvariant());
        json.WriteNumber("event", error.Event);
        json.WriteString("area", error.Area);
        json.WriteString("text", error.Text);
        // A host that answers again has got over what was wrong with it.
        json.WriteBoolean("over", error.Host is { } host && fleet.Hosts.FirstOrDefault(one => one.Name == host) is null or { Health: HostHealth.Up });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ActorView actor)
    {
        json.WriteStartObject();
        json.WriteString("name", actor.Name);
        json.WriteString("type", actor.Type);
        json.WriteNumber("mailbox", actor.Waiting);
        json.WriteNumber("timers", actor.Timers);
        json.WriteString("at_work_on", actor.AtWorkOn);
        json.WriteNumber("child_count", actor.ChildCount);
        json.WriteStartArray("children");
        foreach (var child in actor.Children)
            Write(json, child);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
