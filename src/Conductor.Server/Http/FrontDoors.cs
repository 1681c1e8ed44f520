using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Http.Embeddings;
using Conductor.Server.Http.Entrance;
using Conductor.Server.Http.Native;
using Conductor.Server.Telemetry;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.OpenAi;
using Conductor.Server.Http.OpenAi.Responses;
using Conductor.Server.Http.Operations;
using Conductor.Server.Http.Store;
using Conductor.Server.Http.Turns;
using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http;

/// <summary>
/// All HTTP routes of Conductor behind one door: finds the handler of a path and method, and answers 404 and 405 in the API's own
/// form. A table of our own, because a router built for everything costs a cold start more than the whole rest of the first answer.
/// </summary>
internal sealed class FrontDoors
{
    private static readonly Refusal Stranger =
        new(StatusCodes.Status401Unauthorized, "unauthorized: send a key of this conductor (Authorization: Bearer KEY)") { Code = "invalid_api_key" };

    private readonly Dictionary<string, Route> _routes;
    private readonly Route[] _prefixes;
    private readonly Doorkeeper _gate;
    private readonly Porter _porter;

    public FrontDoors(IConductor conductor, HttpOptions options, OperationsRoutes operations, Doorkeeper gate, ConfigurationState configuration, RecentErrors errors, TurnedAway turnedAway, TimeProvider time)
    {
        (_gate, _porter) = (gate, new Porter(options, gate, turnedAway));
        var view = new FleetView(conductor, options, time);
        var routes = Native(conductor, configuration, errors, options, view, time).Concat(operations.All).Concat(Ollama(conductor, options, view, time)).Concat(OpenAi(conductor, options, view, time)).ToArray();
        _prefixes = Array.FindAll(routes, static route => route.Path.EndsWith('/') && route.Path.Length > 1);
        _routes = routes.Except(_prefixes).ToDictionary(route => route.Path, StringComparer.Ordinal);
    }

    /// <summary>Serves a request.</summary>
    public Task ServeAsync(HttpContext context) => ServeAsync(context, context.Request.Path.Value ?? "/");

    /// <summary>Serves a request whose path begins somewhere below its own.</summary>
    public Task ServeAsync(HttpContext context, string path)
    {
        if (_porter.Keeps(context, out var answering))
            return answering;
        if (path.Length > 1)
            path = path.TrimEnd('/');
        if (Find(path) is not { } route)
            return TurnAwayAsync(context, path, new Refusal(StatusCodes.Status404NotFound, $"there is nothing at {path}"));
        if (route.Takes(context.Request.Method))
            return route.Needs == KeyScopes.None ? route.Handler(context, path) : AdmitAsync(context, path, route);
        context.Response.Headers.Allow = route.Allow;
        return TurnAwayAsync(context, path, new Refusal(StatusCodes.Status405MethodNotAllowed, $"{path} takes {route.Allow}, not {context.Request.Method}"));
    }

    private async Task AdmitAsync(HttpContext context, string path, Route route)
    {
        var visitor = await _gate.RecogniseAsync(new CallerClaim(Caller.KeyOf(context), Caller.PeerOf(context), context.User), context.RequestAborted);
        if (visitor is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"conductor\"";
            await RefuseAsync(context, path, Stranger);
        }
        else if (!visitor.Scopes.Allow(route.Needs))
        {
            await RefuseAsync(context, path, NotAllowed(visitor, route.Needs));
        }
        else
        {
            Caller.Note(context, visitor);
            await route.Handler(context, path);
        }
    }

    private Route? Find(string path) =>
        _routes.TryGetValue(path, out var route) ? route : Array.Find(_prefixes, one => path.StartsWith(one.Path, StringComparison.Ordinal));

    private static Refusal NotAllowed(Visitor visitor, KeyScopes needed) =>
        new(StatusCodes.Status403Forbidden, $"forbidden: the key '{visitor.Name}' lacks the scope '{needed.Write()}'") { Code = "insufficient_scope" };

    // An Ollama says this in plain text, which its clients show as it is. Only what it does not have is told in other words.
    private static Task TurnAwayAsync(HttpContext context, string path, Refusal refusal) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/conductor/", StringComparison.Ordinal)
            ? RefuseAsync(context, path, refusal)
            : OllamaErrors.WriteNoRouteAsync(context, refusal.Status);

    private static Task RefuseAsync(HttpContext context, string path, Refusal refusal) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) ? OpenAiErrors.WriteAsync(context, refusal) : OllamaErrors.WriteAsync(context, refusal);

    private static Route[] Native(IConductor conductor, ConfigurationState configuration, RecentErrors errors, HttpOptions options, FleetView view, TimeProvider time) =>
    [
        Route.Get("/conductor/v1/status", new StatusReport(conductor, configuration, errors, time).WriteAsync),
        Route.Get("/conductor/v1/surfaces", new SurfacesReport(conductor).WriteAsync) with { Needs = KeyScopes.Admin },
        new Route(TurnEvents.Prefix, ["GET"], new TurnEvents(conductor, time).ServeAsync),
        Route.Get("/conductor/v1/trace", new TraceReport(conductor.Diary, time).WriteAsync) with { Methods = ["GET"], Needs = KeyScopes.Admin },
        Route.Post("/conductor/v1/route", new RouteReport(view, options, time).WriteAsync),
    ];

    private static Route[] Ollama(IConductor conductor, HttpOptions options, FleetView view, TimeProvider time)
    {
        var turns = new TurnService(conductor, options, time);
        var lists = new ModelLists(view);
        var desk = new StoreDesk(conductor, view, options, time);
        var store = new ModelStore(desk);
        return
        [
            Route.Get("/", OllamaIdentity.GreetAsync) with { Needs = KeyScopes.None },
            Route.Get("/api/version", new OllamaIdentity(conductor, options).VersionAsync),
            Route.Get("/api/tags", lists.TagsAsync),
            Route.Read("/api/ps", lists.ResidentAsync),
            Route.Post("/api/chat", turns.For(new OllamaCalls(RequestShape.Chat, time))),
            Route.Post("/api/generate", turns.For(new OllamaCalls(RequestShape.Generate, time))),
            Route.Post("/api/embed", turns.For(new EmbeddingCalls(RequestShape.Embed, isOpenAi: false))),
            Route.Post("/api/embeddings", turns.For(new EmbeddingCalls(RequestShape.EmbedPrompt, isOpenAi: false))),
            Route.Post("/api/show", new ShowModel(desk, conductor).ServeAsync),
            Route.Change("/api/pull", "POST", store.PullAsync),
            Route.Change("/api/push", "POST", store.PushAsync),
            Route.Change("/api/create", "POST", store.CreateAsync),
            Route.Change("/api/copy", "POST", store.CopyAsync),
            Route.Change("/api/delete", "DELETE", store.DeleteAsync),
            new Route(BlobStore.Prefix, ["POST", "HEAD"], new BlobStore(desk).ServeAsync) { Needs = KeyScopes.Admin },
        ];
    }

    private static Route[] OpenAi(IConductor conductor, HttpOptions options, FleetView view, TimeProvider time)
    {
        var turns = new TurnService(conductor, options, time);
        var models = new ModelObjects(view);
        return
        [
            Route.Read("/v1/models", models.ListAsync),
            Route.Read(ModelObjects.Prefix, models.GetAsync),
            Route.Post("/v1/chat/completions", turns.For(new ChatCalls(time))),
            Route.Post("/v1/completions", turns.For(new CompletionCalls(time))),
            Route.Post("/v1/responses", turns.For(new ResponseCalls(time))),
            Route.Post("/v1/embeddings", turns.For(new EmbeddingCalls(RequestShape.Embed, isOpenAi: true))),
        ];
    }
}
