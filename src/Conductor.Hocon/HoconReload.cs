namespace Conductor.Hocon;

/// <summary>What reading a file again came to.</summary>
/// <param name="Document">The document that holds now: the new one or, after a mistake, the one before.</param>
/// <param name="Mistakes">Why the files as they are now are not used; null if they are.</param>
public sealed record HoconReload(HoconDocument Document, HoconException? Mistakes);
