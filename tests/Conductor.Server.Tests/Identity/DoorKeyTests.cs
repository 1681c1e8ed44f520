using System.Net;
using System.Net.Http.Headers;
using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Conductor.Server.Identity;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Identity;

public sealed class DoorKeyTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly OllamaSimulator _simulator = OllamaSimulator.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private KeyFile Keys => new(Path.Combine(_directory.Path, "keys", "keys.json"), TimeProvider.System);

    [Fact]
    public async Task With_keys_on_only_who_shows_one_comes_in()
    {
        var secret = await Keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.On), _simulator);

        Assert.Equal("Ollama is running", await served.GetTextAsync("/"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(served, "/api/tags", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(served, "/api/tags", "cdr-wrong")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(served, "/api/tags", secret)).Status);
    }

    [Fact]
    public async Task A_stranger_is_refused_in_each_APIs_own_form()
    {
        await Keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.On), _simulator);

        Assert.StartsWith("{\"error\":\"unauthorized: ", (await AskAsync(served, "/api/tags", null)).Body, StringComparison.Ordinal);
        var (_, body, challenge) = await AskAsync(served, "/v1/models", "sk-dummy");
        Assert.Contains("\"type\":\"authentication_error\",\"param\":null,\"code\":\"invalid_api_key\"", body, StringComparison.Ordinal);
        Assert.StartsWith("Bearer", challenge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/pull")]
    [InlineData("POST", "/api/create")]
    [InlineData("POST", "/api/copy")]
    [InlineData("DELETE", "/api/delete")]
    [InlineData("POST", "/api/blobs/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    public async Task Only_an_admin_changes_models(string method, string path)
    {
        var (chat, admin) = (await Keys.AddAsync("anna", KeyScopes.Chat, Cancel), await Keys.AddAsync("ops", KeyScopes.Admin, Cancel));
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.On), _simulator);

        var (status, body, _) = await AskAsync(served, path, chat, method);
        Assert.Equal((HttpStatusCode.Forbidden, """{"error":"forbidden: the key 'anna' lacks the scope 'admin'"}"""), (status, body));
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(served, path, admin, method)).Status);
        Assert.DoesNotContain(_simulator.Requests.All, request => request.Method != "GET" && request.Path != path);
    }

    [Fact]
    public async Task A_browser_that_asks_whether_its_page_may_come_needs_no_key()
    {
        await Keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.On), _simulator);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/chat");
        request.Headers.Add("Origin", "http://localhost:3000");
        using var response = await served.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("Authorization", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_any_key_of_another_service_is_no_hindrance()
    {
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.Auto), _simulator);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(served, "/v1/models", "ollama")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(served, "/v1/models", "cdr-unknown")).Status);
    }

    [Theory]
    [InlineData(KeyDemand.On, "127.0.0.1", "keys.required = on")]
    [InlineData(KeyDemand.Auto, "0.0.0.0", "Others can reach 0.0.0.0:0")]
    public async Task Without_a_key_to_show_it_refuses_to_start(KeyDemand demand, string address, string words)
    {
        var refused = await Assert.ThrowsAsync<ConductorStartException>(
            () => ServedConductor.StartAsync(Demanding(demand) with { Address = IPAddress.Parse(address) }, _simulator));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("conductor token add", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_plainly_it_opens_to_everybody()
    {
        await using var served = await ServedConductor.StartAsync(Demanding(KeyDemand.Off) with { Address = IPAddress.Any }, _simulator);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(served, "/api/tags", null)).Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        _directory.Dispose();
    }

    private ServedSettings Demanding(KeyDemand demand) => new() { Keys = new KeyOptions { Required = demand, File = Keys.Path } };

    private static async Task<(HttpStatusCode Status, string Body, string Challenge)> AskAsync(ServedConductor served, string path, string? secret, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new UriBuilder(served.Url) { Host = "127.0.0.1", Path = path }.Uri);
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await served.Client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response.Headers.WwwAuthenticate.ToString());
    }
}
