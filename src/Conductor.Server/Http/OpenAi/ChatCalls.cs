using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Reads the requests of <c>/v1/chat/completions</c>.</summary>
internal sealed class ChatCalls(TimeProvider time) : CallReader
{
    public override bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        var fields = new OpenAiFields("ChatCompletionRequest");
        var messages = Read(fields, body);
        if (fields.Model.Length == 0)
            fields.Complain("model is required");
        (call, refusal) = (null, null);
        if (fields.Problem is { } problem)
        {
            refusal = new Refusal(StatusCodes.Status400BadRequest, problem);
            return false;
        }
        var request = new ModelRequest { Model = fields.Model, Messages = messages, Parameters = fields.Terms.ToParameters() };
        call = new Call(request, fields.Stream, new ChatForm(fields.Model, fields.ShowsUsage, time));
        return true;
    }

    public override Task RefuseAsync(HttpContext context, Refusal refusal) => OpenAiErrors.WriteAsync(context, refusal);

    private static List<ChatMessage> Read(OpenAiFields fields, JsonElement body)
    {
        var messages = new ChatMessages();
        var (said, tools, wantsNoTools) = (default(JsonElement), default(JsonElement), false);
        foreach (var field in body.EnumerateObject())
        {
            var (name, value) = (JsonPieces.Name(field), field.Value);
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (name == "messages")
                said = value;
            else if (name == "tools")
                tools = value;
            else if (!fields.TryRead(name, value))
                ReadChatOnly(fields, name, value);
            wantsNoTools |= name == "tool_choice" && value.ValueKind == JsonValueKind.String && value.ValueEquals("none");
        }
        if (tools.ValueKind != JsonValueKind.Undefined && !wantsNoTools)
            fields.Terms.Add("tools", tools);
        var read = said.ValueKind == JsonValueKind.Undefined ? [] : messages.Read(said);
        fields.Complain(messages.Problem ?? (read.Count == 0 ? "[] is too short - 'messages'" : null));
        return read;
    }

    private static void ReadChatOnly(OpenAiFields fields, string name, JsonElement value)
    {
        switch (name)
        {
            case "response_format":
                fields.Terms.AddFormat(value);
                break;
            case "reasoning_effort":
                AddEffort(fields, value);
                break;
            case "reasoning" when value.ValueKind == JsonValueKind.Object:
                AddEffort(fields, value.TryGetProperty("effort", out var effort) ? effort : default);
                break;
            default:
                fields.Terms.Add(name, value);
                break;
        }
    }

    private static void AddEffort(OpenAiFields fields, JsonElement effort)
    {
        if (!fields.Terms.TryAddEffort(effort))
            fields.Complain($"invalid reasoning value: '{JsonPieces.Text(effort)}' (must be \"high\", \"medium\", \"low\", \"max\", or \"none\")");
    }
}
