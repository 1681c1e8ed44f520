using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim.Api;

/// <summary>What the server knows about its models.</summary>
internal static class ModelLists
{
    public static Task VersionAsync(Exchange exchange) =>
        exchange.SendJsonAsync(json => json.Open().Field("version", exchange.Sim.Options.Version).Close());

    public static Task TagsAsync(Exchange exchange) => exchange.SendJsonAsync(json =>
    {
        json.Open().Name("models").Open('[');
        foreach (var model in exchange.Sim.Shelf.All.OrderByDescending(model => model.ModifiedAt)) WriteTag(json, model);
        json.Close(']').Close();
    });

    public static Task RunningAsync(Exchange exchange) => exchange.SendJsonAsync(json =>
    {
        json.Open().Name("models").Open('[');
        foreach (var (model, expiresAt, numCtx) in exchange.Sim.Scheduler.Resident()) WriteRunning(json, model, expiresAt, numCtx);
        json.Close(']').Close();
    });

    public static Task ShowAsync(Exchange exchange)
    {
        var (name, body) = (exchange.Request.Model, exchange.Request.Body);
        if (exchange.Request.Json is not { ValueKind: JsonValueKind.Object })
            return exchange.SendErrorAsync(400, body.IsEmpty ? "missing request body" : BadJson.Explain(body.Span));
        if (name.Length == 0) return exchange.SendErrorAsync(400, "model is required");
        return exchange.Sim.Shelf.Find(name) is { } model
            ? exchange.SendJsonAsync(json => WriteShow(json, model))
            : exchange.SendErrorAsync(404, $"model '{ModelName.WithTag(name)}' not found");
    }

    public static Task OpenAiAsync(Exchange exchange) => exchange.SendJsonAsync(json =>
    {
        var models = exchange.Sim.Shelf.All;
        json.Open().Field("object", "list").Name("data");
        if (models.Count == 0 && exchange.Sim.Options.Flavor is SimFlavor.Ollama) json.Raw("null");
        else
        {
            json.Open('[');
            foreach (var model in models) WriteOpenAi(json, exchange, model);
            json.Close(']');
        }
        json.Close();
    });

    public static Task OpenAiOneAsync(Exchange exchange)
    {
        var name = Uri.UnescapeDataString(exchange.Request.Path["/v1/models/".Length..]);
        return exchange.Sim.Shelf.Find(name) is { } model
            ? exchange.SendJsonAsync(json => WriteOpenAi(json, exchange, model, name))
            : exchange.SendErrorAsync(404, $"model '{name}' not found");
    }

    private static void WriteOpenAi(GoJson json, Exchange exchange, SimModel model, string? name = null) =>
        json.Open().Field("id", name ?? NameFor(exchange, model)).Field("object", "model").Field("created", model.ModifiedAt.ToUnixTimeSeconds())
            .Field("owned_by", exchange.Sim.Options.Flavor is SimFlavor.Ollama ? "library" : "organization_owner").Close();

    /// <summary>A plain OpenAI-compatible server knows no tags: its names are as they were given.</summary>
    private static string NameFor(Exchange exchange, SimModel model) =>
        exchange.Sim.Options.Flavor is SimFlavor.OpenAi && model.Name.EndsWith(":latest", StringComparison.Ordinal)
            ? model.Name[..^":latest".Length]
            : model.Name;

    private static void WriteTag(GoJson json, SimModel model)
    {
        json.Open().Field("name", model.Name).Field("model", model.Name)
            .Unless("remote_model", model.RemoteModel).Unless("remote_host", model.RemoteHost).Field("modified_at", model.ModifiedAt)
            .Field("size", model.Size).Field("digest", model.Digest);
        WriteDetails(json, model);
        json.Texts("capabilities", model.Capabilities).Close();
    }

    private static void WriteRunning(GoJson json, SimModel model, DateTimeOffset expiresAt, int numCtx)
    {
        json.Open().Field("name", model.Name).Field("model", model.Name).Field("size", model.Size).Field("digest", model.Digest);
        WriteDetails(json, model);
        json.Field("expires_at", expiresAt).Field("size_vram", model.SizeVram ?? model.Size).Field("context_length", numCtx).Close();
    }

    private static void WriteDetails(GoJson json, SimModel model) =>
        json.Name("details").Open().Field("parent_model", "").Field("format", "gguf")
            .Field("family", model.Family).Texts("families", [model.Family])
            .Field("parameter_size", model.ParameterSize).Field("quantization_level", model.Quantization).Close();

    private static void WriteShow(GoJson json, SimModel model)
    {
        json.Open().Field("license", "A license of the simulator.").Field("modelfile", $"FROM {model.Name}\n")
            .Field("parameters", "stop \"<|eot_id|>\"")
            .Field("template", "{{ .Prompt }}");
        WriteDetails(json, model);
        json.Name("model_info").Open().Field("general.architecture", model.Family).Field("general.parameter_count", 3_212_749_888)
            .Field($"{model.Family}.context_length", model.ContextLength)
            .Field($"{model.Family}.embedding_length", model.EmbeddingLength).Close()
            .Texts("capabilities", model.Capabilities).Field("modified_at", model.ModifiedAt).Close();
    }
}
