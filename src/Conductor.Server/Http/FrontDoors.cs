using Conductor.Core.Conducting;
using Conductor.Server.Http.Native;
using Conductor.Server.Http.Ollama;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http;

/// <summary>
/// All HTTP routes of Conductor behind one door: finds the handler of a path and method, and answers 404 and 405 in the API's own
/// form. A table of our own, because a router built for everything costs a cold start more than the whole rest of the first answer.
/// </summary>
internal sealed class FrontDoors
{
    private readonly Dictionary<string, Route> _routes;

    public FrontDoors(IConductor conductor, HttpOptions options, TimeProvider time)
    {
        var turns = new OllamaTurns(conductor, options, time);
        var lists = new ModelLists(new FleetView(conductor, options, time));
        var identity = new OllamaIdentity(conductor, options);
        var status = new StatusReport(conductor, time);
        _routes = new Route[]
        {
            Route.Get("/", OllamaIdentity.GreetAsync),
            Route.Get("/api/version", identity.VersionAsync),
            Route.Get("/api/tags", lists.TagsAsync),
            Route.Get("/api/ps", lists.ResidentAsync),
            Route.Post("/api/chat", turns.ChatAsync),
            Route.Post("/api/generate", turns.GenerateAsync),
            Route.Get("/conductor/v1/status", status.WriteAsync),
        }.ToDictionary(route => route.Path, StringComparer.Ordinal);
    }

    /// <summary>Serves a request.</summary>
    public Task ServeAsync(HttpContext context) => ServeAsync(context, context.Request.Path.Value ?? "/");

    /// <summary>Serves a request whose path begins somewhere below its own.</summary>
    public Task ServeAsync(HttpContext context, string path)
    {
        if (!_routes.TryGetValue(path.Length > 1 ? path.TrimEnd('/') : "/", out var route))
            return OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status404NotFound, $"there is nothing at {path}"));
        if (route.Takes(context.Request.Method))
            return route.Handler(context);
        context.Response.Headers.Allow = route.Allow;
        return OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status405MethodNotAllowed, $"{path} takes {route.Allow}, not {context.Request.Method}"));
    }
}
