using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Benchmarks.MainJob;

/// <summary>One <c>/api/chat</c> over a bare socket, so that the client costs next to nothing: it counts lines and looks at the clock.</summary>
internal static class RawChat
{
    /// <summary>What came of it.</summary>
    /// <param name="FirstLine">From the request to the first line of the answer.</param>
    /// <param name="Whole">From the request to the end.</param>
    /// <param name="Lines">Lines of the answer.</param>
    public readonly record struct Result(TimeSpan FirstLine, TimeSpan Whole, int Lines);

    public static async Task<Result> AskAsync(int port, string model)
    {
        var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"go"}]}""";
        var request = Encoding.ASCII.GetBytes($"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var begun = TimeProvider.System.GetTimestamp();
        await socket.SendAsync(request, SocketFlags.None);
        var (first, lines, brace) = (TimeSpan.Zero, 0, false);
        while (await socket.ReceiveAsync(buffer, SocketFlags.None) is var count and > 0)
        {
            // Only lines of the answer end with a brace; one that ended the last piece counts with the line end that begins this one.
            lines += buffer.AsSpan(0, count).Count("}\n"u8) + (brace && buffer[0] == (byte)'\n' ? 1 : 0);
            brace = buffer[count - 1] == (byte)'}';
            if (lines > 0 && first == TimeSpan.Zero)
                first = TimeProvider.System.GetElapsedTime(begun);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return new Result(first, TimeProvider.System.GetElapsedTime(begun), lines);
    }
}
