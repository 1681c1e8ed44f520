using Conductor.Core.Ports;
using Conductor.Protocol.V2.Messages;
using static Conductor.Conformance.ClauseContext;

namespace Conductor.Conformance;

/// <summary>What every link between members does.</summary>
internal static class PeerLinkClauses
{
    private static readonly Guid Conversation = Guid.CreateVersion7();

    public static ConformanceClause[] All { get; } =
    [
        new(ConformingPort.PeerLink, An_order_reaches_its_owner_and_its_answer_comes_back),
        new(ConformingPort.PeerLink, An_owner_that_is_gone_is_an_error_that_may_be_retried),
        new(ConformingPort.PeerLink, No_more_frames_come_than_there_is_credit_for),
        new(ConformingPort.PeerLink, Frames_of_a_former_owner_are_dropped),
        new(ConformingPort.PeerLink, What_the_owner_ends_ends),
        new(ConformingPort.PeerLink, The_owner_hears_that_nobody_reads_any_more),
        new(ConformingPort.PeerLink, Disposing_ends_a_reader_that_waits_for_credit),
    ];

    private static async Task An_order_reaches_its_owner_and_its_answer_comes_back(ClauseContext on)
    {
        on.Link.Serve(new ScriptedOwner());
        var order = new RenameConversation(Guid.CreateVersion7(), Conversation, "Other");

        var answer = await on.Link.ForwardAsync(on.Membership.Self, order, on.Token);

        Same<ServerMessage>(new Accepted(order.CommandId, Conversation, null, 7, false), answer);
    }

    private static async Task An_owner_that_is_gone_is_an_error_that_may_be_retried(ClauseContext on)
    {
        on.Link.Serve(new ScriptedOwner());
        var order = new RenameConversation(Guid.CreateVersion7(), Conversation, "Other");

        var answer = Is<Error>(await on.Link.ForwardAsync(new Member(long.MaxValue, "gone"), order, on.Token), "the answer of an owner that is gone");

        Holds(answer.Retryable);
        Same(order.CommandId, answer.CommandId);
    }

    private static async Task No_more_frames_come_than_there_is_credit_for(ClauseContext on)
    {
        var owner = new ScriptedOwner();
        on.Link.Serve(owner);
        var attached = on.Link.Attach(on.Membership.Self, Follow(credit: 3));
        var frames = attached.FramesAsync(on.Token).GetAsyncEnumerator(on.Token);

        for (var i = 1; i <= 3; i++)
            Holds(await frames.MoveNextAsync());
        var fourth = frames.MoveNextAsync().AsTask();
        // Another reader of the same owner, which has credit: by the end of what it hears, the fourth would be here.
        await using var beside = on.Link.Attach(on.Membership.Self, Follow(credit: null));
        Same(owner.Epochs.Length, (await ReadAsync(beside, on.Token)).Count);
        Holds(!fourth.IsCompleted);
        attached.Grant(2);

        Holds(await fourth);
        Same(new ConductorPing(4), frames.Current.Message);
        Holds(await frames.MoveNextAsync());
        Same(new ConductorPing(5), frames.Current.Message);
        await frames.DisposeAsync();
        await attached.DisposeAsync();
    }

    private static async Task Frames_of_a_former_owner_are_dropped(ClauseContext on)
    {
        on.Link.Serve(new ScriptedOwner { Epochs = [2, 1, 2, 3, 2, 3] });
        await using var attached = on.Link.Attach(on.Membership.Self, Follow(credit: null));

        SameAll([new ConductorPing(1), new ConductorPing(3), new ConductorPing(4), new ConductorPing(6)], await ReadAsync(attached, on.Token), "frames that came");
    }

    private static async Task What_the_owner_ends_ends(ClauseContext on)
    {
        on.Link.Serve(new ScriptedOwner { Epochs = [1, 1] });
        await using var attached = on.Link.Attach(on.Membership.Self, Follow(credit: 10));

        Same(2, (await ReadAsync(attached, on.Token)).Count);
    }

    private static async Task The_owner_hears_that_nobody_reads_any_more(ClauseContext on)
    {
        var owner = new ScriptedOwner();
        on.Link.Serve(owner);
        await using var attached = on.Link.Attach(on.Membership.Self, Follow(credit: 2));
        var frames = attached.FramesAsync(on.Token).GetAsyncEnumerator(on.Token);
        Holds(await frames.MoveNextAsync());

        await frames.DisposeAsync();

        await owner.LetGo;
        Holds(owner.Yielded <= 2);
    }

    private static async Task Disposing_ends_a_reader_that_waits_for_credit(ClauseContext on)
    {
        on.Link.Serve(new ScriptedOwner());
        var attached = on.Link.Attach(on.Membership.Self, Follow(credit: 0));
        var frames = attached.FramesAsync(on.Token).GetAsyncEnumerator(on.Token);
        var first = frames.MoveNextAsync().AsTask();

        await attached.DisposeAsync();

        Holds(!await first);
    }

    private static async Task<List<ServerMessage>> ReadAsync(IPeerAttachment attached, CancellationToken cancellationToken)
    {
        var all = new List<ServerMessage>();
        await foreach (var frame in attached.FramesAsync(cancellationToken))
            all.Add(frame.Message);
        return all;
    }

    private static Subscribe Follow(uint? credit) => new(Guid.CreateVersion7(), Conversation, null, [], Delivery.Of(DeliveryMode.Token), credit);
}
