using System.Net.Sockets;

namespace Conductor.Client.Tests.Peers;

/// <summary>Listens on a unix socket of its own, as a conductor would.</summary>
internal sealed class Peer : IAsyncDisposable
{
    public static readonly Guid Main = Guid.Parse("0199a1af-0000-7000-8000-000000000000");

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"p{Guid.NewGuid():N}"[..14]);

    public Peer()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
    }

    public string Address => $"unix:{_path}";

    /// <summary>The next connection, as it is.</summary>
    public async Task<PeerSession> AcceptAsync() => new(await _listener.AcceptAsync(Patience.Token).AsTask().SoonAsync());

    /// <summary>The next connection, greeted.</summary>
    public async Task<PeerSession> WelcomeAsync()
    {
        var session = await AcceptAsync();
        await session.GreetAsync();
        return session;
    }

    /// <summary>A client that is connected, and the conductor's end of it.</summary>
    public async Task<(ConductorClient Client, PeerSession Session)> ConnectAsync(ConductorClientOptions? options = null)
    {
        var session = WelcomeAsync();
        var client = await ConductorClient.ConnectAsync(Address, options ?? Quick, Patience.Token);
        return (client, await session);
    }

    /// <summary>Reconnects at once.</summary>
    public static ConductorClientOptions Quick { get; } = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(10) };

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }
}
