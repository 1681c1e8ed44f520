namespace Conductor.Actors.Tests.Shutdown;

public sealed class PhaseNameTests
{
    [Fact]
    public void The_phases_have_the_names_that_Akka_users_know_in_their_order()
    {
        string[] names =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind, CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseClusterShardingShutdownRegion, CoordinatedShutdown.PhaseClusterLeave,
            CoordinatedShutdown.PhaseClusterExiting, CoordinatedShutdown.PhaseClusterExitingDone, CoordinatedShutdown.PhaseClusterShutdown,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        Assert.Equal(
            [
                "before-service-unbind", "service-unbind", "service-requests-done", "service-stop", "before-cluster-shutdown", "cluster-sharding-shutdown-region",
                "cluster-leave", "cluster-exiting", "cluster-exiting-done", "cluster-shutdown", "before-actor-system-terminate", "actor-system-terminate",
            ],
            names);
        Assert.Equal(names, ShutdownPhase.Defaults.Select(phase => phase.Name));
    }

    [Fact]
    public void An_application_may_have_reasons_of_its_own() => Assert.Equal("OutOfPaper", new OutOfPaper().ToString());

    private sealed class OutOfPaper : CoordinatedShutdown.Reason;
}
