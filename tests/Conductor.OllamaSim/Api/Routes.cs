namespace Conductor.OllamaSim.Api;

/// <summary>Which handler answers which method and path.</summary>
internal sealed class Routes
{
    private readonly Dictionary<string, Dictionary<string, Func<Exchange, Task>>> _handlers = [];

    public Routes(SimFlavor flavor)
    {
        if (flavor is SimFlavor.Ollama) AddOllama();
        else Add("GET", "/health", exchange => exchange.SendJsonAsync(json => json.Open().Field("status", "ok").Close()));
        AddOpenAi();
    }

    /// <summary>The route that a path belongs to: itself, or the pattern that its last part fills.</summary>
    public static string PatternOf(string path) =>
        path.StartsWith("/api/blobs/", StringComparison.Ordinal) ? "/api/blobs/:digest"
        : path.StartsWith("/v1/models/", StringComparison.Ordinal) ? "/v1/models/:model"
        : path;

    public Task HandleAsync(Exchange exchange)
    {
        var path = PatternOf(exchange.Request.Path);
        if (!_handlers.TryGetValue(path, out var methods)) return NotFoundAsync(exchange);
        if (methods.TryGetValue(exchange.Request.Method, out var handler)) return handler(exchange);
        if (exchange.Request.Method == "HEAD" && path is "/" or "/api/version" or "/api/tags") return methods["GET"](exchange);
        return exchange.SendDocumentAsync("405 method not allowed"u8.ToArray(), "text/plain", 405);
    }

    private void AddOllama()
    {
        Add("GET", "/", exchange => exchange.SendDocumentAsync("Ollama is running"u8.ToArray(), "text/plain; charset=utf-8"));
        Add("GET", "/api/version", ModelLists.VersionAsync);
        Add("GET", "/api/tags", ModelLists.TagsAsync);
        Add("GET", "/api/ps", ModelLists.RunningAsync);
        Add("POST", "/api/show", ModelLists.ShowAsync);
        Add("POST", "/api/chat", new Answering(new NativeChat()).HandleAsync);
        Add("POST", "/api/generate", new Answering(new NativeGenerate()).HandleAsync);
        Add("POST", "/api/embed", Embedding.EmbedAsync);
        Add("POST", "/api/embeddings", Embedding.EmbeddingsAsync);
        AddStorage(new Storage());
    }

    private void AddStorage(Storage storage)
    {
        Add("POST", "/api/pull", Storage.PullAsync);
        Add("POST", "/api/push", Storage.PushAsync);
        Add("POST", "/api/create", storage.CreateAsync);
        Add("POST", "/api/copy", Storage.CopyAsync);
        Add("DELETE", "/api/delete", Storage.DeleteAsync);
        Add("POST", "/api/blobs/:digest", storage.PutBlobAsync);
        Add("HEAD", "/api/blobs/:digest", storage.HasBlobAsync);
    }

    private void AddOpenAi()
    {
        Add("POST", "/v1/chat/completions", new Answering(new OpenAiChat()).HandleAsync);
        Add("POST", "/v1/completions", new Answering(new OpenAiCompletion()).HandleAsync);
        Add("POST", "/v1/embeddings", Embedding.OpenAiAsync);
        Add("GET", "/v1/models", ModelLists.OpenAiAsync);
        Add("GET", "/v1/models/:model", ModelLists.OpenAiOneAsync);
    }

    private void Add(string method, string path, Func<Exchange, Task> handler)
    {
        if (!_handlers.TryGetValue(path, out var methods)) _handlers[path] = methods = [];
        methods.Add(method, handler);
    }

    private static Task NotFoundAsync(Exchange exchange) => exchange.Request.Path is "/login"
        ? exchange.SendDocumentAsync("<!DOCTYPE html>\n<html><body><h1>Log in</h1></body></html>\n"u8.ToArray(), "text/html; charset=utf-8")
        : exchange.SendDocumentAsync("404 page not found"u8.ToArray(), "text/plain", 404);
}
