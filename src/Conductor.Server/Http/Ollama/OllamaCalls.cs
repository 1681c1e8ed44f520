using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Reads the requests of <c>/api/chat</c> or <c>/api/generate</c>.</summary>
internal sealed class OllamaCalls(RequestShape shape, TimeProvider time) : CallReader
{
    /// <summary>A caller who sends this header and no model wants the default one, where an Ollama would refuse.</summary>
    private const string DefaultModelHeader = "X-Conductor-Default-Model";

    public override bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        var fields = OllamaFields.Of(shape, body);
        var request = fields.Request;
        refusal = fields.Problem ?? RefuseWithoutModel(context, request);
        call = refusal is null ? new Call(request, fields.Stream, new OllamaForm(AnswerShape.Of(shape), request.Model, time)) : null;
        return refusal is null;
    }

    public override Task RefuseAsync(HttpContext context, Refusal refusal) => OllamaErrors.WriteAsync(context, refusal);

    private Refusal? RefuseWithoutModel(HttpContext context, ModelRequest request)
    {
        if (request.Model.Length > 0 || context.Request.Headers.ContainsKey(DefaultModelHeader))
            return null;
        return shape == RequestShape.Chat
            ? new Refusal(StatusCodes.Status400BadRequest, "model is required")
            : new Refusal(StatusCodes.Status404NotFound, "model '' not found");
    }
}
