using System.Text.Json;
using Conductor.Core.Conducting;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>Serves <c>/conductor/v1/surfaces</c>: who is connected over the native protocol.</summary>
internal sealed class SurfacesReport(IConductor conductor)
{
    public async Task WriteAsync(HttpContext context)
    {
        var surfaces = await conductor.SurfacesAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("surfaces");
        foreach (var surface in surfaces)
        {
            json.WriteStartObject();
            json.WriteString("id", surface.Id);
            json.WriteString("caller", surface.Caller);
            json.WriteString("kind", surface.Kind);
            json.WriteString("program", surface.Program);
            json.WriteNumber("version", surface.Version);
            json.WriteString("since", surface.Since);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
