using System.Net;
using Conductor.OllamaSim;
using Conductor.Server.Http.Entrance;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Tests.Surfaces;

public sealed class PageOriginTests
{
    [Theory]
    [InlineData("", "127.0.0.1:11435")]
    [InlineData("http://127.0.0.1:11435", "127.0.0.1:11435")]
    [InlineData("http://localhost:8000", "127.0.0.1:11435")]
    [InlineData("http://[::1]:8000", "localhost:11435")]
    public void In_an_application_programs_and_pages_of_this_machine_may_connect(string origin, string host) => Assert.Null(Refusal(origin, host));

    [Theory]
    [InlineData("https://evil.example", "127.0.0.1:11435")]
    [InlineData("http://evil.example:11435", "evil.example:11435")]
    [InlineData("http://localhost", "evil.example")]
    [InlineData("null", "127.0.0.1:11435")]
    [InlineData("http://192.0.2.1", "127.0.0.1:11435")]
    [InlineData("http://localhost.evil.example", "127.0.0.1:11435")]
    public void Pages_from_elsewhere_may_not(string origin, string host) => Assert.NotNull(Refusal(origin, host));

    [Theory]
    [InlineData("https://app.example", "app.example", true, true)]
    [InlineData("https://app.example", "app.example", false, false)]
    [InlineData("https://evil.example", "app.example", true, false)]
    [InlineData("http://localhost:8000", "app.example", true, false)]
    [InlineData("https://chat.example.org", "app.example", false, true)]
    [InlineData("https://chat.example.org", "app.example", true, true)]
    public void An_application_that_knows_its_callers_lets_its_own_pages_in_and_those_that_were_named(string origin, string host, bool isIdentified, bool may) =>
        Assert.Equal(may, Refusal(origin, host, isIdentified) is null);

    [Theory]
    [InlineData("http://conductor.example", "conductor.example", 101)]
    [InlineData("http://127.0.0.1:8000", "conductor.example", 101)]
    [InlineData("app://obsidian.md", "conductor.example", 101)]
    [InlineData("https://chat.example.org", "conductor.example", 101)]
    [InlineData(null, "conductor.example", 101)]
    [InlineData("https://evil.example", "conductor.example", 403)]
    [InlineData("null", "conductor.example", 403)]
    public async Task A_conductor_open_to_all_takes_surfaces_from_the_pages_that_may_ask_it_anything_else(string? origin, string host, int status)
    {
        var open = new ServedSettings
        {
            Address = IPAddress.Any,
            Keys = new KeyOptions { Required = KeyDemand.Off },
            Http = new() { Origins = ["https://chat.example.org"] },
        };
        await using var conductor = await ServedConductor.StartAsync(open, Array.Empty<OllamaSimulator>());

        Assert.Equal(status, await StatusAsync(conductor, WebSocketCarrier.Path, origin, host, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        Assert.Equal(status == 101 ? 200 : status, await StatusAsync(conductor, "/api/version", origin, host, ""));
    }

    private static async Task<int> StatusAsync(ServedConductor conductor, string path, string? origin, string host, string headers)
    {
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}{headers}\r\n");
        var head = await connection.ReadUntilAsync("\r\n");
        return int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string? Refusal(string origin, string host, bool isIdentified = false)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = origin;
        context.Request.Host = new HostString(host);
        return new PageOrigin(new Origins(["https://chat.example.org"]), isOwnDoor: false, isIdentified).Refusal(context.Request);
    }
}
