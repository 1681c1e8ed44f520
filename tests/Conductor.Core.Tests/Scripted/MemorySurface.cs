using System.Text;
using System.Threading.Channels;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Tests.Scripted;

/// <summary>A surface in this process: shows what it was sent, and can stop reading.</summary>
internal sealed class MemorySurface : ISurfaceConnection
{
    private static int _count;

    private readonly Channel<ConductorMessage> _received = Channel.CreateUnbounded<ConductorMessage>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncSignal _reading = new();
    private volatile bool _stalled;

    public string Id { get; } = $"conn-{Interlocked.Increment(ref _count)}";

    public string Peer => "tester";

    public SurfaceInlet Inlet { get; private set; } = null!;

    public Task Closed => _closed.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    /// <summary>A flush was given up, because the session is over.</summary>
    public Task GivenUp => _givenUp.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    public static async Task<MemorySurface> ConnectAsync(ConductorFixture fixture)
    {
        var surface = new MemorySurface();
        surface.Inlet = await fixture.Conductor.ConnectSurfaceAsync(surface, TestContext.Current.CancellationToken)
            .WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
        return surface;
    }

    /// <summary>Connects, and comes back when the handshake is over.</summary>
    public static async Task<MemorySurface> GreetedAsync(ConductorFixture fixture)
    {
        var surface = await ConnectAsync(fixture);
        await surface.Inlet.SayAsync(new Handshake("evt_1", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null));
        await surface.UntilAsync<StateSnapshot>();
        return surface;
    }

    public Task SayAsync(string content) => Inlet.SayAsync(new UserMessage("evt_2", content)).AsTask();

    public async Task<ConductorMessage> NextAsync() =>
        await _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    public async Task<T> UntilAsync<T>()
        where T : ConductorMessage
    {
        while (true)
            if (await NextAsync() is T wanted)
                return wanted;
    }

    /// <summary>The tokens up to the end of the next answer, joined, and the end.</summary>
    public async Task<(string Text, ConductorMessage End)> AnswerAsync()
    {
        var text = new StringBuilder();
        while (true)
        {
            var message = await NextAsync();
            if (message is Token token)
                text.Append(token.Text);
            if (message is Protocol.V1.Messages.StreamEnd or StreamError)
                return (text.ToString(), message);
        }
    }

    public void StopReading() => _stalled = true;

    public void ReadAgain()
    {
        _stalled = false;
        _reading.Set();
    }

    bool ISurfaceConnection.Write(ConductorMessage message) => _received.Writer.TryWrite(message);

    void ISurfaceConnection.WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text) =>
        _received.Writer.TryWrite(new Token(Encoding.UTF8.GetString(messageId), Encoding.UTF8.GetString(text)));

    async ValueTask<bool> ISurfaceConnection.FlushAsync(CancellationToken cancellationToken)
    {
        await using var wake = cancellationToken.Register(_reading.Set);
        while (_stalled && !cancellationToken.IsCancellationRequested)
            await _reading.WaitAsync();
        if (cancellationToken.IsCancellationRequested)
            _givenUp.TrySetResult();
        return !cancellationToken.IsCancellationRequested;
    }

    void ISurfaceConnection.Close() => _closed.TrySetResult();
}
