using System.Net;
using System.Net.Sockets;
using System.Text;
using Conductor.Cli.Doctoring;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Tests.Doctoring;

public sealed class ClockCheckTests
{
    [Theory]
    [InlineData(5, null)]
    [InlineData(-5, null)]
    [InlineData(90, "90 s ahead of")]
    [InlineData(-3600, "60 min behind")]
    [InlineData(86400, "24 h ahead of")]
    public async Task A_clock_that_is_far_off_is_found_by_the_date_of_an_answer(int secondsAhead, string? told)
    {
        var time = new StoppedClock();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, $"HTTP/1.1 404 Not Found\r\nDate: {time.GetUtcNow().AddSeconds(secondsAhead):R}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var finding = await new ClockCheck(Host(server), time).RunAsync(TestContext.Current.CancellationToken);
        await answering;

        Assert.Equal(told is not null, finding is not null);
        Assert.Contains(told ?? "", finding?.What ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_tells_no_date_is_let_be()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.Null(await new ClockCheck(Host(server), TimeProvider.System).RunAsync(TestContext.Current.CancellationToken));
        await answering;
    }

    private static HostSettings Host(TcpListener server) => new() { Name = "one", Url = $"http://{server.LocalEndpoint}" };

    private static async Task AnswerAsync(TcpListener server, string answer)
    {
        using var socket = await server.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[4096], SocketFlags.None, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, TestContext.Current.CancellationToken);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    }
}
