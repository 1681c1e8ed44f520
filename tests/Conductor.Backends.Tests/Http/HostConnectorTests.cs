using System.Net;
using System.Net.Sockets;
using Conductor.Backends.Http;
using Conductor.Backends.Tests.Support;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.Http;

public sealed class HostConnectorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_resolved_and_connected_to()
    {
        await using var server = new RawServer(connection => connection.UntilClosedAsync());
        await using var stream = await Connector(new VirtualTime()).ConnectAsync(new DnsEndPoint("localhost", server.Url.Port), Token);
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public async Task An_address_that_refuses_gives_way_to_the_next_at_once()
    {
        await using var server = new RawServer(connection => connection.UntilClosedAsync());
        using var socket = await Connector(new VirtualTime()).ConnectToFirstAsync([Other, IPAddress.Loopback], server.Url.Port, Token).WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task An_address_that_says_nothing_gets_a_head_start_and_no_more()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(connection => connection.UntilClosedAsync());
        using var hole = new FullListener(Other, server.Url.Port);
        await hole.FillAsync(Token);
        var connecting = Connector(time).ConnectToFirstAsync([Other, IPAddress.Loopback], server.Url.Port, Token);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.False(connecting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(250));
        using var socket = await connecting.WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task When_every_address_refuses_that_is_what_it_says()
    {
        var refused = await Assert.ThrowsAsync<SocketException>(() => Connector(new VirtualTime()).ConnectToFirstAsync([Other, IPAddress.Loopback], 1, Token));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task Cancelling_ends_every_attempt()
    {
        using var hole = new FullListener();
        await hole.FillAsync(Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var connecting = Connector(new VirtualTime()).ConnectAsync(new DnsEndPoint("127.0.0.1", hole.Url.Port), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(Deadline, TimeProvider.System, Token));
    }

    private static HostConnector Connector(TimeProvider time) => new(TimeSpan.FromSeconds(2), time);
}
