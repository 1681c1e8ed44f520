using static Conductor.Conformance.ClauseContext;

namespace Conductor.Conformance;

/// <summary>What every membership does.</summary>
internal static class MembershipClauses
{
    public static ConformanceClause[] All { get; } =
    [
        new(ConformingPort.Membership, A_member_lives_from_its_join_to_its_leave),
        new(ConformingPort.Membership, Joining_and_leaving_twice_is_doing_it_once),
        new(ConformingPort.Membership, Whoever_waits_for_a_change_hears_of_it_also_if_it_was_before),
        new(ConformingPort.Membership, A_later_run_is_another_member, isAboutRestart: true),
    ];

    private static async Task A_member_lives_from_its_join_to_its_leave(ClauseContext on)
    {
        await on.Membership.JoinAsync(on.Token);
        var self = on.Membership.Self.Incarnation;
        Holds(self > 0);
        Holds(on.Membership.LeaseOk);
        Holds(on.Membership.Current.Live.Any(member => member.Incarnation == self));

        await on.Membership.LeaveAsync(on.Token);

        Holds(!on.Membership.LeaseOk);
        Holds(on.Membership.Current.Live.All(member => member.Incarnation != self));
    }

    private static async Task Joining_and_leaving_twice_is_doing_it_once(ClauseContext on)
    {
        await on.Membership.JoinAsync(on.Token);
        var (self, version) = (on.Membership.Self, on.Membership.Current.Version);
        await on.Membership.JoinAsync(on.Token);
        Same(self, on.Membership.Self);
        Same(version, on.Membership.Current.Version);

        await on.Membership.LeaveAsync(on.Token);
        version = on.Membership.Current.Version;
        await on.Membership.LeaveAsync(on.Token);
        await on.Membership.JoinAsync(on.Token);

        Same(version, on.Membership.Current.Version);
        Holds(!on.Membership.LeaseOk);
    }

    private static async Task Whoever_waits_for_a_change_hears_of_it_also_if_it_was_before(ClauseContext on)
    {
        await on.Membership.JoinAsync(on.Token);
        var joined = on.Membership.Current;
        var waits = on.Membership.ChangedAsync(joined.Version, on.Token);
        Holds(!waits.IsCompleted);

        await on.Membership.LeaveAsync(on.Token);

        Holds((await waits).Version > joined.Version);
        Same(on.Membership.Current.Version, (await on.Membership.ChangedAsync(joined.Version, on.Token)).Version);
    }

    private static async Task A_later_run_is_another_member(ClauseContext on)
    {
        await on.Membership.JoinAsync(on.Token);
        var former = on.Membership.Self.Incarnation;
        // One that nobody has ever seen anything of need not be told from the next.
        await on.BeginAsync("a trace");

        await using var again = await on.RestartAsync();

        await again.Ports.Membership.JoinAsync(on.Token);
        Holds(again.Ports.Membership.Self.Incarnation > former);
    }
}
