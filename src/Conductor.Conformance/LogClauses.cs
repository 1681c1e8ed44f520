using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using static Conductor.Conformance.ClauseContext;

namespace Conductor.Conformance;

/// <summary>What every log of conversations does.</summary>
internal static class LogClauses
{
    public static ConformanceClause[] All { get; } =
    [
        new(ConformingPort.Log, What_was_appended_is_read_in_order_with_numbers_from_one),
        new(ConformingPort.Log, Reading_begins_behind_the_number_that_is_given),
        new(ConformingPort.Log, Another_head_than_the_last_number_is_fenced_and_appends_nothing),
        new(ConformingPort.Log, A_former_owner_is_fenced),
        new(ConformingPort.Log, Nobody_appends_without_a_claim),
        new(ConformingPort.Log, Epochs_never_fall_with_the_number),
        new(ConformingPort.Log, An_order_is_accepted_once_also_by_the_next_owner),
        new(ConformingPort.Log, An_append_with_a_known_order_appends_none_of_its_events),
        new(ConformingPort.Log, Appends_in_a_row_need_not_be_waited_for_one_by_one),
        new(ConformingPort.Log, A_deleted_conversation_is_gone_and_its_order_is_known),
        new(ConformingPort.Log, A_former_owner_deletes_nothing),
        new(ConformingPort.Log, What_was_acknowledged_is_there_after_the_process_has_died, isAboutRestart: true),
        new(ConformingPort.Log, What_was_deleted_stays_gone_after_the_process_has_died, isAboutRestart: true),
    ];

    private static async Task What_was_appended_is_read_in_order_with_numbers_from_one(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        var claim = await on.ClaimAsync(conversation);

        Same(0, claim.Head);
        Same(new Appended(2), await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun("One"), Happened.Said("hello")]));
        Same(new Appended(3), await on.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Said("and more")]));

        var all = await on.ReadAsync(conversation);
        SameAll([1, 2, 3], all.Select(stored => stored.Number));
        Same("One", Is<ConversationBegun>(all[0].Event).Title);
        Same("hello", Is<PromptAccepted>(all[1].Event).Message?.Content);
        Same("and more", Is<PromptAccepted>(all[2].Event).Message?.Content);
    }

    private static async Task Reading_begins_behind_the_number_that_is_given(ClauseContext on)
    {
        var conversation = await on.BeginAsync("t", 0, "a", "b", "c");

        SameAll([3, 4], (await on.ReadAsync(conversation, after: 2)).Select(stored => stored.Number));
        SameAll([], await on.ReadAsync(conversation, after: 4));
        SameAll([], await on.ReadAsync(Guid.CreateVersion7()));
    }

    private static async Task Another_head_than_the_last_number_is_fenced_and_appends_nothing(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        var claim = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun()]);

        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Said("too early")]));
        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Said("too late")]));
        Same(1, (await on.ReadAsync(conversation)).Count);
    }

    private static async Task A_former_owner_is_fenced(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        var former = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, former.Epoch, 0, [Happened.Begun()]);

        var latter = await on.ClaimAsync(conversation);

        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, former.Epoch, 1, [Happened.Said("of the past")]));
        Same(new Appended(2), await on.Log.AppendAsync(conversation, latter.Epoch, 1, [Happened.Said("of the present")]));
        Same("of the present", Is<PromptAccepted>((await on.ReadAsync(conversation))[^1].Event).Message?.Content);
    }

    private static async Task Nobody_appends_without_a_claim(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, 1, 0, [Happened.Begun()]));

        var claim = await on.ClaimAsync(conversation);
        await on.Directory.ReleaseAsync(conversation, claim.Epoch, on.Token);

        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun()]));
        Same(0, (await on.ReadAsync(conversation)).Count);
    }

    private static async Task Epochs_never_fall_with_the_number(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        var epochs = new List<long>();
        for (var head = 0; head < 3; head++)
        {
            epochs.Add((await on.ClaimAsync(conversation)).Epoch);
            await on.Log.AppendAsync(conversation, epochs[^1], head, [Happened.Said($"{head}")]);
        }

        SameAll(epochs, (await on.ReadAsync(conversation)).Select(stored => stored.Epoch));
        SameAll(epochs.Order(), epochs);
    }

    private static async Task An_order_is_accepted_once_also_by_the_next_owner(ClauseContext on)
    {
        var (conversation, order) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var claim = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun(), Happened.Said("once", order)]);

        Same(new Duplicate(2), await on.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Said("once", order)]));
        await on.Directory.ReleaseAsync(conversation, claim.Epoch, on.Token);
        var next = await on.ClaimAsync(conversation);
        Same(new Duplicate(2), await on.Log.AppendAsync(conversation, next.Epoch, 2, [Happened.Said("once", order)]));
        Same(2, (await on.ReadAsync(conversation)).Count);
    }

    private static async Task An_append_with_a_known_order_appends_none_of_its_events(ClauseContext on)
    {
        var (conversation, order) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var claim = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Said("once", order)]);

        Same(new Duplicate(1), await on.Log.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said("before it"), Happened.Said("once", order)]));
        Same(1, (await on.ReadAsync(conversation)).Count);
        Same(new Appended(2), await on.Log.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said("before it")]));
    }

    private static async Task Appends_in_a_row_need_not_be_waited_for_one_by_one(ClauseContext on)
    {
        var conversation = Guid.CreateVersion7();
        var claim = await on.ClaimAsync(conversation);

        var row = Enumerable.Range(0, 200).Select(head => on.Log.AppendAsync(conversation, claim.Epoch, head, [Happened.Said($"{head}")]).AsTask()).ToList();

        SameAll(Enumerable.Range(1, 200).Select(head => (AppendOutcome)new Appended(head)), await Task.WhenAll(row), "outcomes of appends in a row");
        SameAll(Enumerable.Range(0, 200).Select(n => $"{n}"), (await on.ReadAsync(conversation)).Select(stored => ((PromptAccepted)stored.Event).Message!.Content), "what was appended in a row");
    }

    private static async Task A_deleted_conversation_is_gone_and_its_order_is_known(ClauseContext on)
    {
        var (conversation, order) = (await on.BeginAsync("gone", 0, "secret"), Guid.CreateVersion7());
        var claim = await on.ClaimAsync(conversation);

        Is<Appended>(await on.Log.DeleteAsync(conversation, claim.Epoch, order));

        Same(null, await on.Directory.LocateAsync(conversation, on.Token));
        Same(0, (await on.ReadAsync(conversation)).Count);
        Is<Duplicate>(await on.Log.DeleteAsync(conversation, claim.Epoch, order));
        Same(Fenced.Instance, await on.Log.AppendAsync(conversation, claim.Epoch, 2, [Happened.Said("after the end")]));
    }

    private static async Task A_former_owner_deletes_nothing(ClauseContext on)
    {
        var conversation = await on.BeginAsync("stays", 0, "words");
        var former = await on.ClaimAsync(conversation);
        await on.ClaimAsync(conversation);

        Same(Fenced.Instance, await on.Log.DeleteAsync(conversation, former.Epoch, Guid.CreateVersion7()));
        Same(2, (await on.ReadAsync(conversation)).Count);
    }

    private static async Task What_was_acknowledged_is_there_after_the_process_has_died(ClauseContext on)
    {
        var (conversation, order) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var claim = await on.ClaimAsync(conversation);
        await on.Log.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun("kept"), Happened.Said("words", order)]);

        await using var again = await on.RestartAsync();

        var (directory, log) = (again.Ports.Directory, again.Ports.Log);
        Same(2, (await log.AllAsync(conversation, 0, on.Token)).Count);
        var next = Is<Claim.Granted>(await directory.ClaimAsync(conversation, on.Token));
        Same(2, next.Head);
        Same(new Duplicate(2), await log.AppendAsync(conversation, next.Epoch, 2, [Happened.Said("words", order)]));
    }

    private static async Task What_was_deleted_stays_gone_after_the_process_has_died(ClauseContext on)
    {
        var (gone, stays) = (await on.BeginAsync("gone", 0, "secret"), await on.BeginAsync("stays", 0, "words"));
        Is<Appended>(await on.Log.DeleteAsync(gone, (await on.ClaimAsync(gone)).Epoch, Guid.CreateVersion7()));

        await using var again = await on.RestartAsync();

        Same(null, await again.Ports.Directory.LocateAsync(gone, on.Token));
        Same(0, (await again.Ports.Log.AllAsync(gone, 0, on.Token)).Count);
        Same(2, (await again.Ports.Log.AllAsync(stays, 0, on.Token)).Count);
    }
}
