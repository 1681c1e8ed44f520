using System.Diagnostics.Metrics;
using Conductor.Server.Telemetry.Metrics;

namespace Conductor.Server.Tests.Telemetry;

public sealed class PrometheusTextTests
{
    private readonly object _scope = new();

    [Fact]
    public void A_counter_is_a_total_with_its_unit_its_help_and_a_sample_for_each_set_of_tags()
    {
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        var shed = meter.CreateCounter<long>("conductor.turn.shed", "{turn}", "Turns that were refused.");
        shed.Add(1, new KeyValuePair<string, object?>("reason", "full"));
        shed.Add(2, new KeyValuePair<string, object?>("reason", "full"));
        shed.Add(1, new KeyValuePair<string, object?>("reason", "late"));
        Assert.Equal(
            "# HELP conductor_turn_shed_total Turns that were refused.\n"
            + "# TYPE conductor_turn_shed_total counter\n"
            + "conductor_turn_shed_total{reason=\"full\"} 3\n"
            + "conductor_turn_shed_total{reason=\"late\"} 1\n",
            OursOf(collector));
    }

    [Fact]
    public void A_histogram_counts_what_is_at_or_below_each_bound()
    {
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        var wait = meter.CreateHistogram("conductor.queue.wait", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var seconds in new[] { 0.25, 0.5, 0.75, 8 })
            wait.Record(seconds);
        Assert.Equal(
            "# TYPE conductor_queue_wait_seconds histogram\n"
            + "conductor_queue_wait_seconds_bucket{le=\"0.5\"} 2\n"
            + "conductor_queue_wait_seconds_bucket{le=\"1\"} 3\n"
            + "conductor_queue_wait_seconds_bucket{le=\"+Inf\"} 4\n"
            + "conductor_queue_wait_seconds_sum 9.5\n"
            + "conductor_queue_wait_seconds_count 4\n",
            OursOf(collector));
    }

    [Fact]
    public void A_gauge_is_asked_at_each_look_and_what_is_gone_is_gone()
    {
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        var slots = new Dictionary<string, int> { ["gpu-1"] = 2, ["gpu-2"] = 4 };
        meter.CreateObservableGauge("conductor.slots", () => slots.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("host", one.Key))));
        Assert.Contains("conductor_slots{host=\"gpu-1\"} 2\nconductor_slots{host=\"gpu-2\"} 4\n", OursOf(collector), StringComparison.Ordinal);
        slots.Remove("gpu-1");
        Assert.Equal("# TYPE conductor_slots gauge\nconductor_slots{host=\"gpu-2\"} 4\n", OursOf(collector));
    }

    [Fact]
    public void Values_of_tags_are_escaped()
    {
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        meter.CreateCounter<long>("conductor.odd").Add(1, new KeyValuePair<string, object?>("gen_ai.request.model", "a\"b\\c\nd"));
        Assert.Contains("conductor_odd_total{gen_ai_request_model=\"a\\\"b\\\\c\\nd\"} 1\n", OursOf(collector), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_conductor_in_the_same_process_is_not_heard()
    {
        using var other = new Meter(new MeterOptions("Conductor") { Scope = new object() });
        using var collector = new MetricsCollector(_scope);
        other.CreateCounter<long>("conductor.turns").Add(1);
        Assert.Equal("", OursOf(collector));
    }

    [Fact]
    public void More_tags_than_can_be_kept_are_added_up_as_overflow()
    {
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        var turns = meter.CreateCounter<long>("conductor.turns");
        for (var caller = 0; caller < InstrumentSeries.Most + 5; caller++)
            turns.Add(1, new KeyValuePair<string, object?>("caller", caller));
        Assert.Contains("conductor_turns_total{otel_metric_overflow=\"true\"} 5\n", OursOf(collector), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measurements_of_many_threads_are_all_counted()
    {
        const int threads = 8, each = 10_000;
        using var meter = Meter();
        using var collector = new MetricsCollector(_scope);
        var turns = meter.CreateHistogram("conductor.turns", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });
        await Parallel.ForAsync(0, threads, TestContext.Current.CancellationToken, (thread, _) =>
        {
            for (var turn = 0; turn < each; turn++)
                turns.Record(1, new KeyValuePair<string, object?>("host", thread % 2));
            return ValueTask.CompletedTask;
        });
        Assert.Contains($"conductor_turns_sum{{host=\"0\"}} {threads * each / 2}\n", OursOf(collector), StringComparison.Ordinal);
        Assert.Contains($"conductor_turns_count{{host=\"1\"}} {threads * each / 2}\n", OursOf(collector), StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtimes_own_numbers_are_there()
    {
        using var collector = new MetricsCollector(_scope);
        var text = PrometheusText.Write(collector.Collect());
        Assert.Contains("dotnet_process_memory_working_set_bytes ", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE dotnet_gc_collections_total counter\n", text, StringComparison.Ordinal);
    }

    private Meter Meter() => new(new MeterOptions("Conductor") { Scope = _scope });

    private static string OursOf(MetricsCollector collector) =>
        PrometheusText.Write([.. collector.Collect().Where(series => series.Instrument.Meter.Name == "Conductor")]);
}
