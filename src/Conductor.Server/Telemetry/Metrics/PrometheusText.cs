using System.Globalization;
using System.Text;

namespace Conductor.Server.Telemetry.Metrics;

/// <summary>Writes measurements in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>Its media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All instruments, a family each. Instruments of several meters with one name are one family.</summary>
    public static string Write(IReadOnlyList<InstrumentSeries> instruments)
    {
        var text = new StringBuilder();
        foreach (var family in instruments.Where(one => one.Series.Count > 0).GroupBy(PrometheusNames.Of))
        {
            var first = family.First();
            if (first.Instrument.Description is { Length: > 0 } description)
                text.Append("# HELP ").Append(family.Key).Append(' ').Append(description.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
            text.Append("# TYPE ").Append(family.Key).Append(' ').Append(Type(first.Kind)).Append('\n');
            foreach (var series in family.SelectMany(one => one.Series))
                Write(text, family.Key, first.Kind, series);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, SeriesKind kind, Series series)
    {
        if (kind != SeriesKind.Histogram)
        {
            Sample(text, name, "", series, null, Number(series.Value));
            return;
        }
        // Prometheus counts what is at or below each bound.
        long below = 0;
        for (var range = 0; range < series.Bounds.Count; range++)
            Sample(text, name, "_bucket", series, Number(series.Bounds[range]), Number(below += series.CountIn(range)));
        below += series.CountIn(series.Bounds.Count);
        Sample(text, name, "_bucket", series, "+Inf", Number(below));
        Sample(text, name, "_sum", series, null, Number(series.Value));
        Sample(text, name, "_count", series, null, Number(below));
    }

    private static void Sample(StringBuilder text, string name, string suffix, Series series, string? bound, string value)
    {
        text.Append(name).Append(suffix);
        var opener = '{';
        foreach (var (key, tag) in series.Tags)
        {
            text.Append(opener).Append(PrometheusNames.Label(key)).Append("=\"").Append(PrometheusNames.Escape(Text(tag))).Append('"');
            opener = ',';
        }
        if (bound is not null)
        {
            text.Append(opener).Append("le=\"").Append(bound).Append('"');
            opener = ',';
        }
        if (opener == ',')
            text.Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Text(object? tag) => tag switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Type(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };
}
