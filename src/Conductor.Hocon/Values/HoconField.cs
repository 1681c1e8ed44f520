namespace Conductor.Hocon.Values;

/// <summary>One field of an object.</summary>
/// <param name="Key">The key, without quotes.</param>
/// <param name="KeyOrigin">Where the key was written for the value that holds.</param>
/// <param name="Value">The value.</param>
public sealed record HoconField(string Key, HoconOrigin KeyOrigin, HoconValue Value);
