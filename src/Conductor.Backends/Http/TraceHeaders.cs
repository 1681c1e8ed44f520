using Conductor.Core.Tracing;

namespace Conductor.Backends.Http;

/// <summary>Tells a host which trace a request belongs to.</summary>
internal static class TraceHeaders
{
    /// <summary>Adds the headers of W3C's trace context.</summary>
    public static void WriteTo(this TraceContext trace, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("traceparent", trace.Parent);
        if (trace.State is not null)
            request.Headers.TryAddWithoutValidation("tracestate", trace.State);
    }
}
