using Conductor.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Hosting;

/// <summary>Puts Conductor's HTTP APIs into a web application.</summary>
public static class ConductorMapping
{
    private const string Rest = "rest";

    private static readonly (ConductorParts Part, string Prefix)[] Prefixes =
    [
        (ConductorParts.Ollama, ""),
        (ConductorParts.Ollama, "api/"),
        (ConductorParts.OpenAi, "v1/"),
        (ConductorParts.Native, "conductor/"),
        (ConductorParts.Operations, "health/"),
        (ConductorParts.Operations, "metrics/"),
    ];

    /// <summary>Serves every request with Conductor. For a server that does nothing else: it starts fastest so.</summary>
    public static void RunConductor(this IApplicationBuilder app)
    {
        var doors = app.ApplicationServices.GetRequiredService<FrontDoors>();
        app.Run(doors.ServeAsync);
    }

    /// <summary>
    /// Maps Conductor's paths, below the group's own path if it is a group. For an application with endpoints of its own; those go
    /// first.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="parts">What to map; the paths of the others stay the application's.</param>
    /// <returns>What puts conventions (authorization, a host filter) on all of them.</returns>
    public static IEndpointConventionBuilder MapConductor(this IEndpointRouteBuilder endpoints, ConductorParts parts = ConductorParts.All)
    {
        var doors = endpoints.ServiceProvider.GetRequiredService<FrontDoors>();
        var group = endpoints.MapGroup("");
        foreach (var (_, prefix) in Prefixes.Where(one => parts.HasFlag(one.Part)))
        {
            var pattern = prefix.Length == 0 ? "/" : $"/{prefix}{{**{Rest}}}";
            group.Map(pattern, context => doors.ServeAsync(context, $"/{prefix}{context.GetRouteValue(Rest)}"))
                .Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = 1);
        }
        return group;
    }
}
