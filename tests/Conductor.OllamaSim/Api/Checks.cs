using System.Text.Json;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim.Api;

/// <summary>What Ollama refuses before it looks for a slot.</summary>
internal static class Checks
{
    public static (int Status, string Message)? Complaint(Exchange exchange) =>
        ModelComplaint(exchange) ?? TextComplaint(exchange, exchange.Sim.Shelf.Find(exchange.Request.Model)!);

    /// <summary>What is wrong with the body or the model's name.</summary>
    public static (int Status, string Message)? ModelComplaint(Exchange exchange)
    {
        var request = exchange.Request;
        if (request.Body.IsEmpty) return (400, exchange.SpeaksOpenAi ? "EOF" : "missing request body");
        if (request.Json is not { ValueKind: JsonValueKind.Object }) return (400, BadJson.Explain(request.Body.Span));
        if (WrongTypes.Decoding(request) is { } wrong) return wrong;
        if (request.Model.Length == 0) return request.Path is "/api/generate" ? (404, "model '' not found") : (400, "model is required");
        return exchange.Sim.Shelf.Find(request.Model) is null ? (404, NotFound(exchange, request.Model)) : null;
    }

    private static (int Status, string Message)? TextComplaint(Exchange exchange, SimModel model)
    {
        var request = exchange.Request;
        if (request.Path is "/v1/chat/completions" && request.Messages.Count == 0) return (400, "[] is too short - 'messages'");
        if (request.Field("top_logprobs") is { ValueKind: JsonValueKind.Number } top && top.GetDouble() is < 0 or > 20)
            return (400, "top_logprobs must be between 0 and 20");
        return WrongTypes.Loading(request) ?? Incapable(request, model) ?? TooLong(request, model) ?? BadImage(exchange);
    }

    private static string NotFound(Exchange exchange, string model) => exchange.Sim.Options.Flavor is SimFlavor.OpenAi
        ? $"The model `{model}` does not exist."
        : exchange.Request.Path is "/api/embed" or "/api/embeddings" or "/v1/embeddings" ? $"model \"{model}\" not found, try pulling it first"
        : $"model '{model}' not found";

    private static (int, string)? Incapable(SimRequest request, SimModel model)
    {
        var chats = request.Path is "/api/chat" or "/v1/chat/completions";
        if (!model.Can("completion")) return (400, $"\"{request.Model}\" does not support {(chats ? "chat" : "generate")}");
        if (request.Field("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0 && !model.Can("tools"))
            return (400, $"{ModelName.Full(request.Model)} does not support tools");
        if (request.StringField("suffix") is { Length: > 0 } && !model.Can("insert"))
            return (400, $"{ModelName.Full(request.Model)} does not support insert");
        return Thinks(request) && !model.Can("thinking") ? (400, $"\"{request.Model}\" does not support thinking") : null;
    }

    private static bool Thinks(SimRequest request) => request.Field("think") is { } think
        && (think.ValueKind is JsonValueKind.True || (think.ValueKind is JsonValueKind.String && think.GetString() is { Length: > 0 } and not "none"));

    /// <summary>Ollama fetches no images from the web.</summary>
    private static (int, string)? BadImage(Exchange exchange) =>
        exchange.Sim.Options.Flavor is SimFlavor.Ollama && exchange.Request.ImageUrls.Any(url => !url.StartsWith("data:", StringComparison.Ordinal))
            ? (400, "invalid image input")
            : null;

    private static (int, string)? TooLong(SimRequest request, SimModel model) =>
        model.RefusesLongPrompts && Turn.CountPrompt(request) > model.ContextLength
            ? (400, "the input length exceeds the context length")
            : null;
}
