using Conductor.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Hosting;

/// <summary>Puts Conductor's HTTP APIs into a web application.</summary>
public static class ConductorMapping
{
    private const string Rest = "rest";

    private static readonly string[] Prefixes = ["", "api/", "v1/", "conductor/"];

    /// <summary>Serves every request with Conductor. For a server that does nothing else: it starts fastest so.</summary>
    public static void RunConductor(this IApplicationBuilder app)
    {
        var doors = app.ApplicationServices.GetRequiredService<FrontDoors>();
        app.Run(doors.ServeAsync);
    }

    /// <summary>
    /// Maps <c>/</c>, <c>/api</c>, <c>/v1</c> and <c>/conductor</c>, below the group's own path if it is a group. For an application
    /// with endpoints of its own; those go first.
    /// </summary>
    /// <returns>What puts conventions (authorization, a host filter) on all of them.</returns>
    public static IEndpointConventionBuilder MapConductor(this IEndpointRouteBuilder endpoints)
    {
        var doors = endpoints.ServiceProvider.GetRequiredService<FrontDoors>();
        var group = endpoints.MapGroup("");
        foreach (var prefix in Prefixes)
        {
            var pattern = prefix.Length == 0 ? "/" : $"/{prefix}{{**{Rest}}}";
            group.Map(pattern, context => doors.ServeAsync(context, $"/{prefix}{context.GetRouteValue(Rest)}"))
                .Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = 1);
        }
        return group;
    }
}
