using System.Net;
using System.Net.Http.Headers;
using Conductor.Server.Hosting;
using Conductor.Server.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Tests.Hosting;

/// <summary>Where an application may put itself in the place of what Conductor has of its own.</summary>
public sealed class HookTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_says_who_its_callers_are_and_what_they_may_do()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddConductor(conductor => conductor.AddEliza().UseIdentity(new Badges()));
        await using var app = builder.Build();
        app.UseRouting();
        app.MapConductor();
        await app.StartAsync(Cancel);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, "/api/tags", badge: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, "/api/tags", "found in the street"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, "/api/tags", "guest"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(client, "/api/pull", "guest", """{"model":"m"}"""));
        Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(client, "/api/pull", "boss", """{"model":"m"}"""));
        await app.StopAsync(Cancel);
    }

    [Fact]
    public void A_host_has_one_conductor()
    {
        var services = new ServiceCollection().AddConductor(conductor => conductor.AddEliza());

        Assert.Contains("has a conductor already", Assert.Throws<InvalidOperationException>(() => services.AddConductor(conductor => conductor.AddEliza())).Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string path, string? badge, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null)
            request.Content = new StringContent(body);
        if (badge is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", badge);
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private sealed class Badges : IIdentityPolicy
    {
        public ValueTask<CallerIdentity?> RecogniseAsync(CallerClaim claim, CancellationToken cancellationToken) => ValueTask.FromResult(claim.Secret switch
        {
            "boss" => new CallerIdentity("boss", KeyScopes.Admin),
            "guest" => new CallerIdentity("guest"),
            _ => null,
        });
    }
}
