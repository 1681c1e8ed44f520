using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>What goes out to a surface behind a WebSocket that reads late.</summary>
public sealed class WebSocketSurfaceConnectionTests : IDisposable
{
    private readonly Pipe _toSurface = new(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512, useSynchronizationContext: false));
    private readonly Pipe _fromSurface = new();
    private readonly WebSocket _server;
    private readonly WebSocket _surface;

    public WebSocketSurfaceConnectionTests()
    {
        _server = WebSocket.CreateFromStream(new Duplex(_fromSurface.Reader.AsStream(), _toSurface.Writer.AsStream()), new WebSocketCreationOptions { IsServer = true });
        _surface = WebSocket.CreateFromStream(new Duplex(_toSurface.Reader.AsStream(), _fromSurface.Writer.AsStream()), new WebSocketCreationOptions());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _surface.Dispose();
    }

    [Fact]
    public async Task One_that_is_let_go_of_in_the_middle_of_a_message_gets_it_whole_and_then_the_last_words()
    {
        var connection = new WebSocketSurfaceConnection("web-1", "tester", _server, SurfaceDoor.Known);
        var turn = Guid.CreateVersion7();
        connection.WriteWords(turn, 1, null, Encoding.UTF8.GetBytes(new string('x', 10_000)), isThinking: false);
        using var letGo = new CancellationTokenSource();
        var flushing = connection.FlushAsync(letGo.Token).AsTask();
        Assert.False(flushing.IsCompleted);

        await letGo.CancelAsync();
        Assert.False(await flushing.SoonAsync());
        connection.WriteLast(Error.Of(ErrorCode.SurfaceTooSlow));
        connection.Close();
        var farewell = connection.SayLastAsync(Cancel);

        Assert.Contains(new string('x', 10_000), await NextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("{\"Error\":{\"code\":\"SurfaceTooSlow\"", await NextAsync(), StringComparison.Ordinal);
        await farewell.SoonAsync();
    }

    [Fact]
    public async Task The_last_words_go_out_where_nothing_was_stuck()
    {
        var connection = new WebSocketSurfaceConnection("web-1", "tester", _server, SurfaceDoor.Known);
        connection.WriteLast(Error.Of(ErrorCode.SurfaceTooSlow));
        connection.Close();

        await connection.SayLastAsync(Cancel).SoonAsync();

        Assert.StartsWith("{\"Error\":{\"code\":\"SurfaceTooSlow\"", await NextAsync(), StringComparison.Ordinal);
    }

    private async Task<string> NextAsync()
    {
        var message = new System.Buffers.ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await _surface.ReceiveAsync(message.GetMemory(4096), Cancel).AsTask().SoonAsync();
            message.Advance(part.Count);
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(message.WrittenSpan);
        }
    }

    /// <summary>One end of two pipes.</summary>
    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // Every write of a pipe's stream is a flush.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
