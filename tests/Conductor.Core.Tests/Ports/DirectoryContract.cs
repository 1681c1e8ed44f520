using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Ports;

/// <summary>What every directory of conversations does.</summary>
public abstract class DirectoryContract
{
    protected abstract Task<PortsUnderTest> OpenAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_that_was_never_begun_is_nowhere()
    {
        await using var under = await OpenAsync();
        var conversation = Guid.CreateVersion7();

        Assert.Null(await under.Ports.Directory.LocateAsync(conversation, Token));
        await under.Ports.Directory.GrantedAsync(conversation);
        Assert.Null(await under.Ports.Directory.LocateAsync(conversation, Token));
    }

    [Fact]
    public async Task Who_claims_owns_until_the_release_of_that_very_claim()
    {
        await using var under = await OpenAsync();
        var conversation = await under.Ports.BegunAsync("t");
        Assert.Null((await under.Ports.Directory.LocateAsync(conversation, Token))!.Owner);

        var former = await under.Ports.Directory.GrantedAsync(conversation);
        var latter = await under.Ports.Directory.GrantedAsync(conversation);
        await under.Ports.Directory.ReleaseAsync(conversation, former.Epoch, Token);
        var owned = await under.Ports.Directory.LocateAsync(conversation, Token);
        await under.Ports.Directory.ReleaseAsync(conversation, latter.Epoch, Token);
        var free = await under.Ports.Directory.LocateAsync(conversation, Token);

        Assert.Equal(under.Ports.Membership.Self.Incarnation, owned!.Owner!.Incarnation);
        Assert.Equal(latter.Epoch, owned.Epoch);
        Assert.Null(free!.Owner);
    }

    [Fact]
    public async Task An_outline_follows_from_the_events()
    {
        await using var under = await OpenAsync();
        var conversation = await under.Ports.BegunAsync("The sky", 3, "Why is it blue?");
        var turn = ((PromptAccepted)(await under.Ports.Log.AllAsync(conversation))[1].Event).Turn;

        var open = (await under.Ports.Directory.LocateAsync(conversation, Token))!.Outline;
        var claim = await under.Ports.Directory.GrantedAsync(conversation);
        await under.Ports.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Answered(turn, "Scattering.", 5)]);
        var ended = (await under.Ports.Directory.LocateAsync(conversation, Token))!.Outline;

        Assert.Equal(("The sky", 2L, 1L, 1, 1), (open.Title, open.Head, open.News, open.Messages, open.OpenTurns));
        Assert.Equal((3L, 2L, 2, 0), (ended.Head, ended.News, ended.Messages, ended.OpenTurns));
        Assert.Equal((Happened.Noon.AddMinutes(3), Happened.Noon.AddMinutes(5)), (ended.CreatedAt, ended.UpdatedAt));
    }

    [Fact]
    public async Task A_list_comes_in_pages_last_used_first()
    {
        await using var under = await OpenAsync();
        foreach (var minute in Enumerable.Range(0, 7))
            await under.Ports.BegunAsync($"c{minute}", minute);

        var titles = new List<string?>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await under.Ports.Directory.ListAsync(new ConversationQuery(3, cursor), Token);
            titles.AddRange(page.Conversations.Select(outline => outline.Title));
            (cursor, pages) = (page.Cursor, pages + 1);
        }
        while (cursor is not null);

        Assert.Equal(["c6", "c5", "c4", "c3", "c2", "c1", "c0"], titles);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_search_looks_at_titles_and_messages_whatever_the_case()
    {
        await using var under = await OpenAsync();
        await under.Ports.BegunAsync("About WHALES", 1);
        await under.Ports.BegunAsync("Other", 2, "Do whales sing?");
        await under.Ports.BegunAsync("Nothing", 3, "of the kind");

        var found = await under.Ports.Directory.ListAsync(new ConversationQuery(10, Text: "whales"), Token);

        Assert.Equal(["Other", "About WHALES"], found.Conversations.Select(outline => outline.Title));
        Assert.Null(found.Cursor);
    }

    [Fact]
    public async Task An_orphan_has_an_open_turn_and_no_owner()
    {
        await using var under = await OpenAsync();
        var orphan = await under.Ports.BegunAsync("open", 1, "answer me");
        await under.Ports.BegunAsync("quiet", 2);
        var owned = await under.Ports.BegunAsync("owned", 3, "answer me too");
        await under.Ports.Directory.GrantedAsync(owned);

        Assert.Equal([orphan], await under.Ports.Directory.OrphansAsync(10, Token));
        Assert.Empty(await under.Ports.Directory.OrphansAsync(0, Token));
    }
}
