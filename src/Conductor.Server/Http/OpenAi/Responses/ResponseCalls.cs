using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>Reads the requests of <c>/v1/responses</c>.</summary>
internal sealed class ResponseCalls(TimeProvider time) : CallReader
{
    public override bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        var request = ResponseRequest.Of(body);
        (call, refusal) = (null, request.Problem is { } problem ? new Refusal(StatusCodes.Status400BadRequest, problem) : null);
        if (refusal is null)
            call = new Call(request.ToModelRequest(), request.Stream, new ResponseForm(request, time));
        return refusal is null;
    }

    public override Task RefuseAsync(HttpContext context, Refusal refusal) => OpenAiErrors.WriteAsync(context, refusal);
}
