using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Ports;

/// <summary>What every log of conversations does.</summary>
public abstract class LogContract
{
    private readonly Guid _conversation = Guid.CreateVersion7();

    protected abstract Task<PortsUnderTest> OpenAsync();

    [Fact]
    public async Task What_was_appended_is_read_in_order_with_numbers_from_one()
    {
        await using var under = await OpenAsync();
        var (directory, log) = (under.Ports.Directory, under.Ports.Log);
        var claim = await directory.GrantedAsync(_conversation);

        Assert.Equal(0, claim.Head);
        Assert.Equal(new Appended(2), await log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Begun("One"), Happened.Said("hello")]));
        Assert.Equal(new Appended(3), await log.AppendAsync(_conversation, claim.Epoch, 2, [Happened.Said("and more")]));

        var all = await log.AllAsync(_conversation);
        Assert.Equal([1, 2, 3], all.Select(stored => stored.Number));
        Assert.Equal("One", Assert.IsType<ConversationBegun>(all[0].Event).Title);
        Assert.Equal("and more", Assert.IsType<PromptAccepted>(all[2].Event).Message!.Content);
        Assert.All(all, stored => Assert.Equal(claim.Epoch, stored.Epoch));
    }

    [Fact]
    public async Task Reading_begins_behind_the_number_that_is_given()
    {
        await using var under = await OpenAsync();
        var conversation = await under.Ports.BegunAsync("t", 0, "a", "b", "c");

        Assert.Equal([3, 4], (await under.Ports.Log.AllAsync(conversation, after: 2)).Select(stored => stored.Number));
        Assert.Empty(await under.Ports.Log.AllAsync(conversation, after: 4));
        Assert.Empty(await under.Ports.Log.AllAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Another_head_than_the_last_number_is_fenced_and_appends_nothing()
    {
        await using var under = await OpenAsync();
        var claim = await under.Ports.Directory.GrantedAsync(_conversation);
        await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Begun()]);

        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Said("too early")]));
        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 2, [Happened.Said("too late")]));
        Assert.Single(await under.Ports.Log.AllAsync(_conversation));
    }

    [Fact]
    public async Task A_former_owner_is_fenced()
    {
        await using var under = await OpenAsync();
        var former = await under.Ports.Directory.GrantedAsync(_conversation);
        await under.Ports.Log.AppendAsync(_conversation, former.Epoch, 0, [Happened.Begun()]);

        var latter = await under.Ports.Directory.GrantedAsync(_conversation);

        Assert.True(latter.Epoch > former.Epoch);
        Assert.Equal(1, latter.Head);
        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(_conversation, former.Epoch, 1, [Happened.Said("of the past")]));
        Assert.Equal(new Appended(2), await under.Ports.Log.AppendAsync(_conversation, latter.Epoch, 1, [Happened.Said("of the present")]));
    }

    [Fact]
    public async Task Nobody_appends_without_a_claim()
    {
        await using var under = await OpenAsync();

        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(_conversation, 1, 0, [Happened.Begun()]));
        var claim = await under.Ports.Directory.GrantedAsync(_conversation);
        await under.Ports.Directory.ReleaseAsync(_conversation, claim.Epoch, TestContext.Current.CancellationToken);
        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Begun()]));
    }

    [Fact]
    public async Task An_order_is_accepted_once_also_by_the_next_owner()
    {
        await using var under = await OpenAsync();
        var order = Guid.CreateVersion7();
        var claim = await under.Ports.Directory.GrantedAsync(_conversation);
        await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Begun(), Happened.Said("once", order)]);

        Assert.Equal(new Duplicate(2), await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 2, [Happened.Said("once", order)]));
        await under.Ports.Directory.ReleaseAsync(_conversation, claim.Epoch, TestContext.Current.CancellationToken);
        var next = await under.Ports.Directory.GrantedAsync(_conversation);
        Assert.Equal(new Duplicate(2), await under.Ports.Log.AppendAsync(_conversation, next.Epoch, 2, [Happened.Said("once", order)]));
        Assert.Equal(2, (await under.Ports.Log.AllAsync(_conversation)).Count);
    }

    [Fact]
    public async Task Appends_in_a_row_need_not_be_waited_for_one_by_one()
    {
        await using var under = await OpenAsync();
        var claim = await under.Ports.Directory.GrantedAsync(_conversation);

        var row = Enumerable.Range(0, 200).Select(head => under.Ports.Log.AppendAsync(_conversation, claim.Epoch, head, [Happened.Said($"{head}")]).AsTask()).ToList();

        var outcomes = await Task.WhenAll(row);
        Assert.Equal(Enumerable.Range(1, 200).Select(head => (AppendOutcome)new Appended(head)), outcomes);
        Assert.Equal(Enumerable.Range(0, 200).Select(n => $"{n}"), (await under.Ports.Log.AllAsync(_conversation)).Select(stored => ((PromptAccepted)stored.Event).Message!.Content));
    }

    [Fact]
    public async Task A_deleted_conversation_is_gone_and_its_order_is_known()
    {
        await using var under = await OpenAsync();
        var (conversation, order) = (await under.Ports.BegunAsync("gone", 0, "secret"), Guid.CreateVersion7());
        var claim = await under.Ports.Directory.GrantedAsync(conversation);

        Assert.IsType<Appended>(await under.Ports.Log.DeleteAsync(conversation, claim.Epoch, order));

        Assert.Null(await under.Ports.Directory.LocateAsync(conversation, TestContext.Current.CancellationToken));
        Assert.Empty(await under.Ports.Log.AllAsync(conversation));
        Assert.IsType<Duplicate>(await under.Ports.Log.DeleteAsync(conversation, claim.Epoch, order));
        Assert.Equal(Fenced.Instance, await under.Ports.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Said("after the end")]));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_process_has_died()
    {
        await using var under = await OpenAsync();
        Assert.SkipWhen(under.Restart is null, "This implementation keeps nothing beyond its process.");
        var claim = await under.Ports.Directory.GrantedAsync(_conversation);
        var order = Guid.CreateVersion7();
        await under.Ports.Log.AppendAsync(_conversation, claim.Epoch, 0, [Happened.Begun("kept"), Happened.Said("words", order)]);

        await using var again = await under.Restart();

        Assert.Equal(2, (await again.Ports.Log.AllAsync(_conversation)).Count);
        var next = await again.Ports.Directory.GrantedAsync(_conversation);
        Assert.Equal(2, next.Head);
        Assert.True(next.Epoch > claim.Epoch);
        Assert.Equal(new Duplicate(2), await again.Ports.Log.AppendAsync(_conversation, next.Epoch, 2, [Happened.Said("words", order)]));
    }
}
