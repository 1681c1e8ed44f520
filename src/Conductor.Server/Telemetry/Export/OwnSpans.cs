using System.Diagnostics;
using OpenTelemetry;

namespace Conductor.Server.Telemetry.Export;

/// <summary>Hands on the spans of one conductor, in batches: another one in the same process has a source of the same name and an exporter of its own, or none.</summary>
internal sealed class OwnSpans(ActivitySource source, BaseExporter<Activity> exporter) : BatchActivityExportProcessor(exporter)
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (ReferenceEquals(data.Source, source))
            base.OnEnd(data);
    }
}
