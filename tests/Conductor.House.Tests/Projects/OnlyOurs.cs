namespace Conductor.House.Tests.Projects;

/// <summary>
/// What our kernel has and Akka.NET 1.5 has not, in one list: an actor that used it would be bound to ours. It is for the <c>ActorEngine.cs</c> files alone.
/// Whoever adds to the kernel's <c>PublicSurface.txt</c> what Akka.NET has not adds it here.
/// </summary>
internal static class OnlyOurs
{
    /// <summary>What the build against the other engine makes invisible, as it is declared.</summary>
    public static readonly string[] Declarations =
    [
        "public sealed record KernelSetup", "public KernelSetup Setup", "public static ActorSystem Create(string name, KernelSetup setup)", "public TimeProvider TimeProvider => Setup",
        "public sealed record ShutdownPhase", "public static class StoppingExtensions", "public ValueTask DisposeAsync() => new(Terminate())",
        "public interface IRejectable", "public sealed class Rejected", "public sealed record ActorGlimpse", "public ActorGlimpse Look(",
        "public sealed record SlowHandler", "public sealed record StuckMailbox", "public sealed record StarvedPool", "public Task<object> ReceiveWhereAsync(",
    ];

    /// <summary>Bases of public types, which cannot be made invisible: there they have other names.</summary>
    public static readonly string[] Bases = ["ActorKernelException", "AutoReceivedMessage"];

    /// <summary>The names that no source file but an <c>ActorEngine.cs</c> may contain. Those that our own code gives to other things, as Look, only the build finds.</summary>
    public static readonly string[] Names =
    [
        .. Bases, "KernelSetup", "ShutdownPhase", "GetStoppingToken", "StoppingExtensions", "IRejectable", "MailboxFull", "VirtualTime",
        "ActorGlimpse", "SlowHandler", "StuckMailbox", "StarvedPool", "ReceiveWhereAsync",
    ];
}
