using Conductor.Core.Conducting;
using Conductor.Core.Routing;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Page;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Serves <c>/</c> and <c>/api/version</c>, by which clients recognise an Ollama.</summary>
internal sealed class OllamaIdentity(IConductor conductor, HttpOptions options)
{
    private static readonly byte[] Running = "Ollama is running"u8.ToArray();

    /// <summary>The words that say that there is an Ollama; a person who opens it in a browser is led to the page to chat with.</summary>
    public static async Task GreetAsync(HttpContext context)
    {
        if (IsAPerson(context))
        {
            context.Response.Headers.Vary = "Accept";
            context.Response.Redirect(ChatPage.Route.Path);
            return;
        }
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Running.Length;
        await context.Response.BodyWriter.WriteAsync(Running, CancellationToken.None);
    }

    /// <summary>The oldest version among the hosts: what clients conclude from it must hold whichever host answers.</summary>
    public async Task VersionAsync(HttpContext context)
    {
        using var body = new WholeBody(context);
        body.Output.Raw("{\"version\":"u8);
        GoText.WriteQuoted(body.Output, OldestVersion(conductor.Fleet) ?? options.OllamaVersion);
        body.Output.Raw("}"u8);
        await body.FinishAsync();
    }

    // Programs ask for anything, or for nothing. In an application with routes of its own the page need not be there.
    private static bool IsAPerson(HttpContext context) =>
        context.GetEndpoint() is null && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static string? OldestVersion(FleetSnapshot fleet) => fleet.ActiveHosts
        .Where(host => host.Kind == "ollama" && host.Findings.Version is not null)
        .MinBy(host => Comparable(host.Findings.Version!))?.Findings.Version;

    // 0.12.3-rc1 counts as 0.12.3; what is no version at all counts as the newest, so that it never wins.
    private static Version Comparable(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var known) ? known : new Version(int.MaxValue, 0);
}
