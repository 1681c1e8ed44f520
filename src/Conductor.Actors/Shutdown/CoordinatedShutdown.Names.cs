namespace Conductor.Actor;

/// <summary>The names of the phases, in their order, and the reasons.</summary>
public sealed partial class CoordinatedShutdown
{
    /// <summary>The first: what is to be done while everything still works.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Stop accepting new connections.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Wait for requests in progress.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Close what is left of the service.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>The last moment of a node as a member of its cluster.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Hand over what this node alone has.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Say that this node leaves.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Wait until the others know.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>The others know.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>Close what is left of the cluster.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>The last moment with actors.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>The last: all actors end, leaves first.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    /// <summary>Why a system ends. Applications may derive reasons of their own.</summary>
    public class Reason
    {
        /// <summary>For those that derive.</summary>
        protected Reason()
        {
        }

        /// <inheritdoc/>
        public override string ToString() => GetType().Name;
    }

    /// <summary>Nobody said why.</summary>
    public sealed class UnknownReason : Reason
    {
        private UnknownReason()
        {
        }

        /// <summary>The only one.</summary>
        public static Reason Instance { get; } = new UnknownReason();
    }

    /// <summary><see cref="ActorSystem.Terminate"/> was called.</summary>
    public sealed class ActorSystemTerminateReason : Reason
    {
        private ActorSystemTerminateReason()
        {
        }

        /// <summary>The only one.</summary>
        public static Reason Instance { get; } = new ActorSystemTerminateReason();
    }

    /// <summary>The process was told to end, by a signal for instance; its host says so.</summary>
    public sealed class ClrExitReason : Reason
    {
        private ClrExitReason()
        {
        }

        /// <summary>The only one.</summary>
        public static Reason Instance { get; } = new ClrExitReason();
    }
}
