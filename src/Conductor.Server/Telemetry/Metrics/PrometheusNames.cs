namespace Conductor.Server.Telemetry.Metrics;

/// <summary>Says names and values as Prometheus wants them: units spelled out, counters marked, nothing that it could not read.</summary>
internal static class PrometheusNames
{
    /// <summary>The family's name: <c>gen_ai.server.time_to_first_token</c> in seconds is <c>gen_ai_server_time_to_first_token_seconds</c>.</summary>
    public static string Of(InstrumentSeries instrument)
    {
        var name = Label(instrument.Instrument.Name);
        if (Unit(instrument.Instrument.Unit) is { Length: > 0 } unit && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
            name = $"{name}_{unit}";
        return instrument.Kind == SeriesKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>A name of letters, digits and underscores that does not begin with a digit.</summary>
    public static string Label(string name) => string.Create(name.Length + (Starts(name) ? 0 : 1), name, static (label, name) =>
    {
        label[0] = '_';
        for (var index = 0; index < name.Length; index++)
            label[index + label.Length - name.Length] = char.IsAsciiLetterOrDigit(name[index]) ? name[index] : '_';
    });

    /// <summary>A value between quotation marks.</summary>
    public static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static bool Starts(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]);

    // What stands in braces is an annotation ("{token}"), not a unit.
    private static string Unit(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" => "ratio",
        "%" => "percent",
        null or "" => "",
        _ => unit.StartsWith('{') ? "" : Label(unit),
    };
}
