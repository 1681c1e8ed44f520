using Conductor.Actor;

namespace Conductor.Event;

/// <summary>A handler keeps its thread for longer than <see cref="KernelSetup.HandlerLimit"/>. Published once per handling, while it goes on. Ours, not in Akka.NET.</summary>
/// <param name="Actor">Whose handler it is.</param>
/// <param name="MessageType">What it handles.</param>
/// <param name="Elapsed">For how long it was seen at it.</param>
public sealed record SlowHandler(IActorRef Actor, Type MessageType, TimeSpan Elapsed);

/// <summary>
/// A handler awaits for longer than ten times <see cref="KernelSetup.HandlerLimit"/> while messages wait for its actor. Published once per handling. Ours, not
/// in Akka.NET.
/// </summary>
/// <param name="Actor">Whose mailbox stands still.</param>
/// <param name="MessageType">What its handler awaits the end of.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="Age">For how long at least.</param>
public sealed record StuckMailbox(IActorRef Actor, Type MessageType, long Waiting, TimeSpan Age);

/// <summary>The thread pool has fallen behind: work waits for a thread. Published at each look while it lasts. Ours, not in Akka.NET.</summary>
/// <param name="Late">How long work has waited.</param>
public sealed record StarvedPool(TimeSpan Late);
