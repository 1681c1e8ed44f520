using Conductor.Client.Links;

namespace Conductor.Client.Tests.Links;

public sealed class ConductorAddressTests
{
    [Theory]
    [InlineData("unix:/run/conductor.sock", "/run/conductor.sock")]
    [InlineData("unix:///run/conductor.sock", "/run/conductor.sock")]
    [InlineData("UNIX:relative.sock", "relative.sock")]
    public void Unix_sockets_are_paths(string text, string path)
    {
        Assert.True(ConductorAddress.TryParse(text, out var address, out _));
        Assert.Equal((CarrierKind.Unix, path), (address.Kind, address.Path));
    }

    [Theory]
    [InlineData("tcp:gpu-1:11436", "gpu-1", 11436)]
    [InlineData("tls://[::1]:11436", "[::1]", 11436)]
    [InlineData("ws:127.0.0.1:11435", "127.0.0.1", 11435)]
    [InlineData("wss://example.org", "example.org", 443)]
    public void Others_have_a_host_and_a_port(string text, string host, int port)
    {
        Assert.True(ConductorAddress.TryParse(text, out var address, out _));
        Assert.Equal((host, port), (address.Uri!.Host, address.Uri.Port));
    }

    [Theory]
    [InlineData("ws://127.0.0.1:11435", ConductorAddress.WebSocketPath)]
    [InlineData("ws://127.0.0.1:11435/mine", "/mine")]
    public void A_web_socket_has_a_path_and_a_usual_one(string text, string path)
    {
        Assert.True(ConductorAddress.TryParse(text, out var address, out _));
        Assert.Equal(path, address.Uri!.AbsolutePath);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("gpu-1:11436")]
    [InlineData("tcp:gpu-1")]
    [InlineData("http://gpu-1")]
    [InlineData("wss://me:secret@gpu-1")]
    public void Anything_else_is_refused_with_what_would_do(string text)
    {
        Assert.False(ConductorAddress.TryParse(text, out _, out var problem));
        Assert.Contains(ConductorAddress.Forms, problem);
    }
}
