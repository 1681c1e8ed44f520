using System.Diagnostics;

namespace Conductor.Core.Tracing;

/// <summary>Whose trace a request belongs to, as the headers of W3C Trace Context say it. Immutable.</summary>
/// <param name="Parent">The value of <c>traceparent</c>, as it came: passed on even where nobody traces here.</param>
/// <param name="State">The value of <c>tracestate</c>; null where there is none.</param>
public sealed record TraceContext(string Parent, string? State = null)
{
    /// <summary>That of the activity that runs now; null where none does.</summary>
    public static TraceContext? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? Of(current) : null;

    /// <summary>That of an activity.</summary>
    public static TraceContext? Of(Activity? activity) => activity?.Id is { } id ? new TraceContext(id, activity.TraceStateString) : null;
}
