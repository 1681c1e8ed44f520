namespace Conductor.OllamaSim;

/// <summary>Where a model stands in the simulator's memory: a snapshot.</summary>
/// <param name="IsLoaded">Whether it is in memory, ready.</param>
/// <param name="Running">Answers being given now.</param>
/// <param name="Waiting">Requests that wait for the load or a slot. A conductor that holds the queue itself keeps this at 0.</param>
/// <param name="PeakRunning">The most answers at the same time since the start.</param>
/// <param name="Loads">Loads begun since the start, reloads included.</param>
/// <param name="Evictions">How often it was unloaded to make room or for other load options.</param>
/// <param name="NumCtx">The context it is loaded with; null when it is not in memory.</param>
public sealed record SimModelState(bool IsLoaded, int Running, int Waiting, int PeakRunning, int Loads, int Evictions, int? NumCtx);
