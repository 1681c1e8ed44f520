using System.Collections.Concurrent;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.OpenAi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Http.Entrance;

/// <summary>Tells a browser's page that it may not ask, and the operator, once for each such page or name. Safe for concurrent callers.</summary>
internal sealed class TurnedAway(ILogger<TurnedAway> logger)
{
    // A page can call itself what it likes, and come as often.
    private const int MostTold = 64;
    private const int LongestTold = 200;

    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The page's origin is none that may ask.</summary>
    public Task OriginAsync(HttpContext context, string origin) =>
        RefuseAsync(context, origin, $"forbidden: pages of {Shown(origin)} may not ask this conductor (http.origins or OLLAMA_ORIGINS let them)");

    /// <summary>The Host header names another machine.</summary>
    public Task HostAsync(HttpContext context, string host) =>
        RefuseAsync(context, host, $"forbidden: this conductor listens to its own machine alone, and the Host header says {Shown(host)} (a proxy in front must send one that names this machine)");

    private Task RefuseAsync(HttpContext context, string who, string words)
    {
        if (_told.Count < MostTold && _told.TryAdd(Shown(who), true))
            logger.TurnedAway(words);
        var refusal = new Refusal(StatusCodes.Status403Forbidden, words);
        return context.Request.Path.StartsWithSegments("/v1") ? OpenAiErrors.WriteAsync(context, refusal) : OllamaErrors.WriteAsync(context, refusal);
    }

    private static string Shown(string who) => who.Length <= LongestTold ? who : $"{who[..LongestTold]}...";
}
