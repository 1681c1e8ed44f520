using System.Runtime.CompilerServices;
using Conductor.Core.Ports;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Ports;

/// <summary>What every link between members does.</summary>
public abstract class PeerLinkContract
{
    private readonly Guid _conversation = Guid.CreateVersion7();

    protected abstract Task<PortsUnderTest> OpenAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_reaches_its_owner_and_its_answer_comes_back()
    {
        await using var under = await OpenAsync();
        under.Ports.Link.Serve(new Owner());
        var order = new RenameConversation(Guid.CreateVersion7(), _conversation, "Other");

        var answer = await under.Ports.Link.ForwardAsync(under.Ports.Membership.Self, order, Token);

        Assert.Equal(new Accepted(order.CommandId, _conversation, null, 7, false), answer);
    }

    [Fact]
    public async Task An_owner_that_is_gone_is_an_error_that_may_be_retried()
    {
        await using var under = await OpenAsync();
        under.Ports.Link.Serve(new Owner());
        var order = new RenameConversation(Guid.CreateVersion7(), _conversation, "Other");

        var answer = Assert.IsType<Error>(await under.Ports.Link.ForwardAsync(new Member(1, "gone"), order, Token));

        Assert.True(answer.Retryable);
        Assert.Equal(order.CommandId, answer.CommandId);
    }

    [Fact]
    public async Task No_more_frames_come_than_there_is_credit_for()
    {
        await using var under = await OpenAsync();
        var owner = new Owner();
        under.Ports.Link.Serve(owner);
        await using var attached = under.Ports.Link.Attach(under.Ports.Membership.Self, Follow(credit: 3));
        var frames = attached.FramesAsync(Token).GetAsyncEnumerator(Token);

        for (var i = 1; i <= 3; i++)
            Assert.True(await frames.MoveNextAsync());
        var fourth = frames.MoveNextAsync().AsTask();
        Assert.False(fourth.IsCompleted);
        attached.Grant(2);

        Assert.True(await fourth);
        Assert.Equal(new ConductorPing(4), frames.Current.Message);
        Assert.True(await frames.MoveNextAsync());
        Assert.Equal(new ConductorPing(5), frames.Current.Message);
        await frames.DisposeAsync();
        await owner.LetGo;
    }

    [Fact]
    public async Task Frames_of_a_former_owner_are_dropped()
    {
        await using var under = await OpenAsync();
        under.Ports.Link.Serve(new Owner { Epochs = [2, 1, 2, 3, 2] });
        await using var attached = under.Ports.Link.Attach(under.Ports.Membership.Self, Follow(credit: null));

        var seen = new List<ServerMessage>();
        await foreach (var frame in attached.FramesAsync(Token))
        {
            seen.Add(frame.Message);
            if (seen.Count == 3)
                break;
        }

        Assert.Equal([new ConductorPing(1), new ConductorPing(3), new ConductorPing(4)], seen);
    }

    [Fact]
    public async Task Disposing_ends_a_reader_that_waits_for_credit()
    {
        await using var under = await OpenAsync();
        under.Ports.Link.Serve(new Owner());
        var attached = under.Ports.Link.Attach(under.Ports.Membership.Self, Follow(credit: 0));
        var frames = attached.FramesAsync(Token).GetAsyncEnumerator(Token);
        var first = frames.MoveNextAsync().AsTask();

        await attached.DisposeAsync();

        Assert.False(await first);
    }

    private Subscribe Follow(uint? credit) => new(Guid.CreateVersion7(), _conversation, null, [], Delivery.Of(DeliveryMode.Token), credit);

    private sealed class Owner : IPeerTarget
    {
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long[] Epochs { get; init; } = [.. Enumerable.Repeat(1L, 100)];

        public Task LetGo => _letGo.Task;

        public Task<ServerMessage> TakeAsync(Command order, CancellationToken cancellationToken) =>
            Task.FromResult<ServerMessage>(new Accepted(order.CommandId, ((RenameConversation)order).ConversationId, null, 7, false));

        public async IAsyncEnumerable<PeerFrame> FollowAsync(Subscribe order, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                for (var i = 0; i < Epochs.Length; i++)
                {
                    await Task.Yield();
                    yield return new PeerFrame(Epochs[i], new ConductorPing((ulong)i + 1));
                }
            }
            finally
            {
                _letGo.TrySetResult();
            }
        }
    }
}
