using Conductor.Conformance;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Core.Embedded;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Ports;
using Conductor.Core.Tests.Scripted;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Embedded;

/// <summary>What an application's store throws hurts nobody but those who wanted something kept, and they are told.</summary>
public sealed class BrokenStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_store_throws_is_an_answer_of_the_ports()
    {
        var store = new BrokenStore();
        await using var opened = await EmbeddedPorts.OpenAsync(store, NullLoggerFactory.Instance, Token);
        var ports = opened.All;
        var conversation = await ports.BegunAsync("t", 0, "a");
        var claim = await ports.Directory.GrantedAsync(conversation);

        store.IsBroken = true;

        var appended = await ports.Log.AppendAsync(conversation, claim.Epoch, claim.Head, [Happened.Said("b")]);
        Assert.Equal("The application's conversation log failed: The table is locked.", Assert.IsType<Unavailable>(appended).Reason);
        Assert.IsType<Unavailable>(await ports.Log.DeleteAsync(conversation, claim.Epoch, null));
        await Assert.ThrowsAsync<ConversationStoreException>(() => ports.Log.AllAsync(conversation));
        await Assert.ThrowsAsync<ConversationStoreException>(async () => await ports.Directory.LocateAsync(conversation, Token));
        await Assert.ThrowsAsync<ConversationStoreException>(async () => await ports.Directory.ClaimAsync(conversation, Token));
        await Assert.ThrowsAsync<ConversationStoreException>(async () => await ports.Directory.ReleaseAsync(conversation, claim.Epoch, Token));
        await Assert.ThrowsAsync<ConversationStoreException>(async () => await ports.Directory.ListAsync(new ConversationQuery(1), Token));
        await Assert.ThrowsAsync<ConversationStoreException>(async () => await ports.Directory.OrphansAsync(1, Token));

        store.IsBroken = false;
        Assert.IsType<Appended>(await ports.Log.AppendAsync(conversation, claim.Epoch, claim.Head, [Happened.Said("b")]));
    }

    [Fact]
    public async Task Orders_are_refused_while_the_store_throws_and_kept_once_it_does_not()
    {
        var (store, host) = (new BrokenStore(), new ScriptedHost("m"));
        await using var conductor = Conductor(store, host);
        var id = Guid.CreateVersion7();
        Assert.IsType<CommandAccepted>(await AskAsync(conductor, new BeginConversation(id, new ConversationPlan(id) { Model = "m" })));

        store.IsBroken = true;
        var refused = Assert.IsType<CommandRefused>(await AskAsync(conductor, new ToConversation(id, new RenameConversation(Guid.CreateVersion7(), "lost"))));
        Assert.Contains("The table is locked.", refused.Reason, StringComparison.Ordinal);

        store.IsBroken = false;
        Assert.IsType<CommandAccepted>(await AskAsync(conductor, new ToConversation(id, new RenameConversation(Guid.CreateVersion7(), "kept"))));
        var conversations = await conductor.ConversationsAsync(Token).WaitAsync(Waiting.Patience, Token);
        Assert.Equal("kept", Assert.Single((await conversations.ListAsync(cancellationToken: Token)).Conversations).Title);
    }

    [Fact]
    public async Task Turns_that_nobody_keeps_go_on_without_the_store_and_a_stop_does_not_wait_for_it()
    {
        var (store, host) = (new BrokenStore { OpensNever = true }, new ScriptedHost("m"));
        var conductor = Conductor(store, host);

        var turn = await conductor.StartTurnAsync(ConductorFixture.Chat("m", "hi"), "someone", Token).WaitAsync(Waiting.Patience, Token);
        (await host.NextRunAsync()).Say("all the same").End();
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);

        await conductor.DisposeAsync().AsTask().WaitAsync(Waiting.Patience, Token);
        Assert.True(store.IsDisposed);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_says_so_and_is_disposed_of()
    {
        var store = new BrokenStore { IsBroken = true };

        var cause = await Assert.ThrowsAsync<ConversationStoreException>(() => EmbeddedPorts.OpenAsync(store, NullLoggerFactory.Instance, Token));

        Assert.Equal("The application's conversation log cannot be opened: The table is locked.", cause.Message);
        Assert.True(store.IsDisposed);
    }

    private static LocalConductor Conductor(BrokenStore store, ScriptedHost host) => new(
        new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), host), HandlerLimit = TimeSpan.Zero, Store = () => store }, new VirtualTime(), NullLoggerFactory.Instance);

    private static async Task<object> AskAsync(LocalConductor conductor, object order) => await conductor.Root.Ask<object>(order, Token).WaitAsync(Waiting.Patience, Token);
}
