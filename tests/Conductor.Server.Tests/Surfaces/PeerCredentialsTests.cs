using System.Net.Sockets;
using Conductor.Server.Hosting;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

public sealed class PeerCredentialsTests
{
    [Fact]
    public async Task The_kernel_says_who_is_at_the_other_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says so.");
        using var directory = new TemporaryDirectory();
        var endpoint = new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(endpoint);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        using var server = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new PeerCredentials(Environment.ProcessId, NativeProcess.EffectiveUser()), PeerCredentials.Of(server));
    }

    [Fact]
    public void Only_the_same_user_may_enter_and_root_where_root_may()
    {
        var own = NativeProcess.EffectiveUser();
        Assert.True(new PeerCredentials(1, own).MayEnter(allowRoot: false));
        Assert.True(new PeerCredentials(1, 0).MayEnter(allowRoot: true));
        Assert.Equal(own == 0, new PeerCredentials(1, 0).MayEnter(allowRoot: false));
        Assert.False(new PeerCredentials(1, own + 1).MayEnter(allowRoot: true));
    }

    [Fact]
    public void Who_is_at_no_socket_is_unknown()
    {
        Assert.Null(PeerCredentials.Of(null));
    }
}
