using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Tests.Surfaces;

public sealed class PageOriginTests
{
    [Theory]
    [InlineData("", "127.0.0.1:11435")]
    [InlineData("http://127.0.0.1:11435", "127.0.0.1:11435")]
    [InlineData("http://localhost:8000", "127.0.0.1:11435")]
    [InlineData("http://[::1]:8000", "localhost:11435")]
    public void Programs_and_pages_of_this_machine_may_connect(string origin, string host) => Assert.Null(Refusal(origin, host));

    [Theory]
    [InlineData("https://evil.example", "127.0.0.1:11435")]
    [InlineData("http://evil.example:11435", "evil.example:11435")]
    [InlineData("http://localhost", "evil.example")]
    [InlineData("null", "127.0.0.1:11435")]
    [InlineData("http://192.0.2.1", "127.0.0.1:11435")]
    [InlineData("http://localhost.evil.example", "127.0.0.1:11435")]
    public void Pages_from_elsewhere_may_not(string origin, string host) => Assert.NotNull(Refusal(origin, host));

    private static string? Refusal(string origin, string host)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = origin;
        context.Request.Host = new HostString(host);
        return PageOrigin.Refusal(context.Request);
    }
}
