using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Conductor.OllamaSim;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>The compression of WebSockets.</summary>
public sealed class DeflateOfferTests
{
    private const string Agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate", Agreed)]
    [InlineData("permessage-deflate; client_max_window_bits", Agreed)]
    [InlineData("permessage-deflate; server_max_window_bits=10", Agreed + "; server_max_window_bits=10")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate; server_no_context_takeover", Agreed)]
    [InlineData("permessage-deflate; server_max_window_bits=8, permessage-deflate", Agreed)]
    [InlineData("permessage-deflate; unknown", null)]
    [InlineData("permessage-deflate; server_max_window_bits=16", null)]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover", null)]
    [InlineData("", null)]
    public void The_first_offer_that_can_be_kept_is_taken(string header, string? answer) => Assert.Equal(answer, DeflateOffer.Choose(header)?.Answer);

    [Fact]
    public async Task A_surface_that_compresses_is_understood_and_understands()
    {
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), Array.Empty<OllamaSimulator>());
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{conductor.Url.Port}{WebSocketCarrier.Path}"), TestContext.Current.CancellationToken);
        Assert.Equal(Agreed, socket.HttpResponseHeaders!["Sec-WebSocket-Extensions"].Single());
        var hello = new ArrayBufferWriter<byte>();
        SurfaceEventCodec.TryWrite(hello, new Handshake("hello", 2, SurfaceType.Of(SurfaceKind.Web), SurfaceCapabilities.Web, null));

        await socket.SendAsync(hello.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

        Assert.StartsWith("{\"HandshakeAck\":{\"accepted\":true", await ReadAsync(socket), StringComparison.Ordinal);
        Assert.StartsWith("{\"Welcome\":", await ReadAsync(socket), StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var answer = new byte[4096];
        return Encoding.UTF8.GetString(answer, 0, (await socket.ReceiveAsync(answer.AsMemory(), TestContext.Current.CancellationToken)).Count);
    }
}
