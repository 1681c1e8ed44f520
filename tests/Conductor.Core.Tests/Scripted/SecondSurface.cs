using Conductor.Core.Conducting;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Scripted;

/// <summary>A surface in this process that speaks version 2.</summary>
internal sealed class SecondSurface(ISurfaceLink link)
{
    public static async Task<SecondSurface> GreetedAsync(ConductorFixture fixture)
    {
        var link = await fixture.Conductor.SurfaceDialer().DialAsync(TestContext.Current.CancellationToken);
        var hello = new Handshake("evt_1", 2, SurfaceType.Of(SurfaceKind.Headless), SurfaceCapabilities.Headless, null);
        var ack = await link.ShakeHandsAsync(hello, TestContext.Current.CancellationToken);
        Assert.Equal((true, 2u), (ack.Accepted, ack.ProtocolVersion));
        return new SecondSurface(link);
    }

    public async Task SayAsync(ClientMessage message) => await link.SendAsync(message, TestContext.Current.CancellationToken);

    public async Task<T> UntilAsync<T>()
        where T : ServerMessage
    {
        while (await link.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken) is { } message)
            if (message is T wanted)
                return wanted;
        throw new InvalidOperationException($"The link ended before a {typeof(T).Name} came.");
    }

    /// <summary>Has the newest answer of the main conversation given once more.</summary>
    public async Task RetryLastAsync()
    {
        await SayAsync(new OpenConversation(Guid.CreateVersion7(), Guid.Empty, null, 50));
        var snapshot = await UntilAsync<Snapshot>();
        await SayAsync(new Retry(Guid.CreateVersion7(), Guid.Empty, snapshot.Messages[^1].TurnId!.Value, null));
        await UntilAsync<Accepted>();
    }
}
