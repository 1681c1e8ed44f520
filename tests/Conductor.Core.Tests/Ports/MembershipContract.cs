namespace Conductor.Core.Tests.Ports;

/// <summary>What every membership does.</summary>
public abstract class MembershipContract
{
    protected abstract Task<PortsUnderTest> OpenAsync();

    [Fact]
    public async Task A_member_lives_from_its_join_to_its_leave()
    {
        await using var under = await OpenAsync();
        var membership = under.Ports.Membership;
        await membership.JoinAsync(TestContext.Current.CancellationToken);
        var joined = membership.Current;
        var change = membership.ChangedAsync(joined.Version, TestContext.Current.CancellationToken);

        Assert.True(membership.LeaseOk);
        Assert.Contains(joined.Live, member => member.Incarnation == membership.Self.Incarnation);
        Assert.False(change.IsCompleted);
        await membership.LeaveAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain((await change).Live, member => member.Incarnation == membership.Self.Incarnation);
        Assert.False(membership.LeaseOk);
    }
}
