using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Entrance;

/// <summary>
/// Stands before every route: turns away pages of the world that a browser brings here, and answers browsers that ask whether their page may come, in
/// the words of an Ollama. Programs that are no browsers pass. Safe for concurrent callers.
/// </summary>
internal sealed class Porter(HttpOptions options, Doorkeeper gate, TurnedAway turnedAway)
{
    private const string Methods = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS";
    private const string HalfADay = "43200";

    private static readonly string AllowedHeaders = string.Join(',',
        "Authorization", "Content-Type", "User-Agent", "Accept", "X-Requested-With", "OpenAI-Beta", "x-stainless-arch", "x-stainless-async",
        "x-stainless-custom-poll-interval", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-os", "x-stainless-package-version",
        "x-stainless-poll-helper", "x-stainless-retry-count", "x-stainless-runtime", "x-stainless-runtime-version", "x-stainless-timeout",
        "X-Conductor-Task", "X-Conductor-Priority", "X-Conductor-Host", "X-Conductor-Conversation", "X-Conductor-On-Leave",
        "X-Conductor-Default-Model");

    private readonly Origins _origins = new(options.Origins);

    /// <summary>Whether the request goes no further.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answering">Its answer then.</param>
    public bool Keeps(HttpContext context, out Task answering)
    {
        answering = Task.CompletedTask;
        var (request, response) = (context.Request, context.Response);
        if (gate.IsForThisMachineAlone && request.Headers.Host is [{ } host] && !HostNames.IsOurs(host))
        {
            answering = turnedAway.HostAsync(context, host);
            return true;
        }
        if (request.Headers.Origin is not [{ Length: > 0 } origin] || Origins.IsOf(request, origin))
            return false;
        if (!_origins.Allow(origin))
        {
            answering = turnedAway.OriginAsync(context, origin);
            return true;
        }
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(request.Method))
            return false;
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        response.Headers.AccessControlMaxAge = HalfADay;
        response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
