using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Reads the requests of <c>/v1/completions</c>.</summary>
internal sealed class CompletionCalls(TimeProvider time) : CallReader
{
    public override bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        var fields = new OpenAiFields("CompletionRequest");
        var prompt = "";
        foreach (var field in body.EnumerateObject())
        {
            var (name, value) = (JsonPieces.Name(field), field.Value);
            if (value.ValueKind == JsonValueKind.Null || fields.TryRead(name, value))
                continue;
            if (name == "prompt")
                prompt = Prompt(fields, value);
            else if (name == "logprobs")
                AddLogprobs(fields, value);
            else
                fields.Terms.Add(name, value);
        }
        if (fields.Model.Length == 0)
            fields.Complain("model is required");
        (call, refusal) = (null, fields.Problem is { } problem ? new Refusal(StatusCodes.Status400BadRequest, problem) : null);
        if (refusal is not null)
            return false;
        var request = new ModelRequest { Model = fields.Model, Shape = RequestShape.Generate, Prompt = prompt, Parameters = fields.Terms.ToParameters() };
        call = new Call(request, fields.Stream, new CompletionForm(fields.Model, fields.ShowsUsage, time));
        return true;
    }

    public override Task RefuseAsync(HttpContext context, Refusal refusal) => OpenAiErrors.WriteAsync(context, refusal);

    private static string Prompt(OpenAiFields fields, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1)
            value = value[0];
        if (value.ValueKind == JsonValueKind.String)
            return JsonPieces.Text(value);
        fields.Complain("prompt must be one text: one answer is given to one request");
        return "";
    }

    // How many alternatives are to be told, and with it that they are.
    private static void AddLogprobs(OpenAiFields fields, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return;
        fields.Terms.Add("logprobs", "true"u8);
        fields.Terms.Add("top_logprobs", value);
    }
}
