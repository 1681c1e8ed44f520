using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using static Conductor.Conformance.ClauseContext;

namespace Conductor.Conformance;

/// <summary>What every directory of conversations does.</summary>
internal static class DirectoryClauses
{
    public static ConformanceClause[] All { get; } =
    [
        new(ConformingPort.Directory, A_conversation_that_was_never_begun_is_nowhere),
        new(ConformingPort.Directory, A_claim_knows_the_head_and_each_is_later_than_all_before),
        new(ConformingPort.Directory, Who_claims_owns_until_the_release_of_that_very_claim),
        new(ConformingPort.Directory, An_outline_follows_from_the_events),
        new(ConformingPort.Directory, A_list_comes_in_pages_last_used_first),
        new(ConformingPort.Directory, A_search_looks_at_titles_and_messages_whatever_the_case),
        new(ConformingPort.Directory, An_orphan_has_an_open_turn_and_no_owner),
        new(ConformingPort.Directory, Of_the_orphans_no_more_come_than_are_asked_for_and_the_oldest_first),
        new(ConformingPort.Directory, What_a_process_owned_is_an_orphan_after_its_death, isAboutRestart: true),
    ];

    private static async Task A_conversation_that_was_never_begun_is_nowhere(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        Same(null, await on.Directory.LocateAsync(conversation, on.Token));

        await on.ClaimAsync(conversation);

        Same(null, await on.Directory.LocateAsync(conversation, on.Token));
    }

    private static async Task A_claim_knows_the_head_and_each_is_later_than_all_before(ClauseContext on)
    {
        var conversation = await on.BeginAsync("t", 0, "a", "b");

        var first = await on.ClaimAsync(conversation);
        var second = await on.ClaimAsync(conversation);
        await on.Directory.ReleaseAsync(conversation, second.Epoch, on.Token);
        var third = await on.ClaimAsync(conversation);

        SameAll([3, 3, 3], [first.Head, second.Head, third.Head]);
        Holds(first.Epoch < second.Epoch && second.Epoch < third.Epoch);
    }

    private static async Task Who_claims_owns_until_the_release_of_that_very_claim(ClauseContext on)
    {
        var conversation = await on.BeginAsync("t");
        Same(null, await OwnerAsync());

        var former = await on.ClaimAsync(conversation);
        var latter = await on.ClaimAsync(conversation);
        await on.Directory.ReleaseAsync(conversation, former.Epoch, on.Token);
        Same(on.Membership.Self.Incarnation, await OwnerAsync());
        Same(latter.Epoch, (await on.Directory.LocateAsync(conversation, on.Token))!.Epoch);
        await on.Directory.ReleaseAsync(conversation, latter.Epoch, on.Token);

        Same(null, await OwnerAsync());

        async Task<long?> OwnerAsync() => (await on.Directory.LocateAsync(conversation, on.Token))!.Owner?.Incarnation;
    }

    private static async Task An_outline_follows_from_the_events(ClauseContext on)
    {
        var conversation = await on.BeginAsync("The sky", 3, "Why is it blue?");
        var turn = ((PromptAccepted)(await on.ReadAsync(conversation))[1].Event).Turn;

        var open = await on.OutlineAsync(conversation);
        var claim = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Answered(turn, "Scattering.", 5)]);
        var ended = await on.OutlineAsync(conversation);

        Same(("The sky", 2L, 1L, 1, 1), (open.Title, open.Head, open.News, open.Messages, open.OpenTurns));
        Same((3L, 2L, 2, 0), (ended.Head, ended.News, ended.Messages, ended.OpenTurns));
        Same((Happened.Noon.AddMinutes(3), Happened.Noon.AddMinutes(5)), (ended.CreatedAt, ended.UpdatedAt));
    }

    private static async Task A_list_comes_in_pages_last_used_first(ClauseContext on)
    {
        foreach (var minute in Enumerable.Range(0, 7))
            await on.BeginAsync($"c{minute}", minute);

        var titles = new List<string?>();
        string? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            Holds(pages < 3);
            var page = await on.Directory.ListAsync(new ConversationQuery(3, cursor), on.Token);
            Holds(page.Conversations.Count <= 3);
            titles.AddRange(page.Conversations.Select(outline => outline.Title));
            cursor = page.Cursor;
        }

        SameAll(["c6", "c5", "c4", "c3", "c2", "c1", "c0"], titles);
    }

    private static async Task A_search_looks_at_titles_and_messages_whatever_the_case(ClauseContext on)
    {
        await on.BeginAsync("About WHALES", 1);
        await on.BeginAsync("Other", 2, "Do whales sing?");
        await on.BeginAsync("Nothing", 3, "of the kind");

        var found = await on.Directory.ListAsync(new ConversationQuery(10, Text: "whales"), on.Token);

        SameAll(["Other", "About WHALES"], found.Conversations.Select(outline => outline.Title));
        Same(null, found.Cursor);
    }

    private static async Task An_orphan_has_an_open_turn_and_no_owner(ClauseContext on)
    {
        var orphan = await on.BeginAsync("open", 1, "answer me");
        await on.BeginAsync("quiet", 2);
        var owned = await on.BeginAsync("owned", 3, "answer me too");
        await on.ClaimAsync(owned);

        SameAll([orphan], await on.Directory.OrphansAsync(10, on.Token));
    }

    private static async Task Of_the_orphans_no_more_come_than_are_asked_for_and_the_oldest_first(ClauseContext on)
    {
        var latest = await on.BeginAsync("latest", 3, "a");
        var oldest = await on.BeginAsync("oldest", 1, "b");
        var middle = await on.BeginAsync("middle", 2, "c");

        SameAll([oldest, middle], await on.Directory.OrphansAsync(2, on.Token));
        SameAll([oldest, middle, latest], await on.Directory.OrphansAsync(10, on.Token));
        SameAll([], await on.Directory.OrphansAsync(0, on.Token));
    }

    private static async Task What_a_process_owned_is_an_orphan_after_its_death(ClauseContext on)
    {
        var conversation = await on.BeginAsync("owned", 1, "answer me");
        var claim = await on.ClaimAsync(conversation);

        await using var again = await on.RestartAsync();

        SameAll([conversation], await again.Ports.Directory.OrphansAsync(10, on.Token));
        Holds(Is<Claim.Granted>(await again.Ports.Directory.ClaimAsync(conversation, on.Token)).Epoch > claim.Epoch);
    }
}
