using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Cli.Tests.Pages;

/// <summary>A server on this machine that has one page and passes no WebSocket on, as a proxy does that was not told of them.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly byte[] _page;
    private readonly Task _serving;

    private PageSite(byte[] page)
    {
        _page = page;
        _listener.Start();
        _serving = ServeAllAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    public static PageSite Serve(byte[] page) => new(page);

    public static async Task<PageSite> ServeAsync(string file) => new(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAllAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(ServeOneAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    // A browser opens connections that it may come to need, so each is waited for by itself.
    private async Task ServeOneAsync(TcpClient caller)
    {
        using var _ = caller;
        try
        {
            using var reader = new StreamReader(caller.GetStream());
            var (line, isUpgrade) = (await reader.ReadLineAsync(_ending.Token) ?? "", false);
            for (var head = line; head is { Length: > 0 };)
            {
                head = await reader.ReadLineAsync(_ending.Token);
                isUpgrade |= head is not null && head.StartsWith("Upgrade: websocket", StringComparison.OrdinalIgnoreCase);
            }
            var (status, body) = isUpgrade ? ("426 Upgrade Required", []) : ("200 OK", _page);
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), _ending.Token);
            await caller.GetStream().WriteAsync(body, _ending.Token);
        }
        catch (Exception over) when (over is OperationCanceledException or IOException)
        {
            // The browser has what it wanted, or the test is over.
        }
    }
}
