namespace Conductor.OllamaSim.Wire;

/// <summary>Cuts bytes into the packets that leave one by one.</summary>
internal sealed class Packets(int bytes, bool insideCharacters)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(0.1);

    /// <summary>The cutting that a fault asks for; null when it asks for none.</summary>
    public static Packets? For(Fault fault) =>
        fault.PacketBytes > 0 || fault.SplitsCharacters ? new Packets(fault.PacketBytes, fault.SplitsCharacters) : null;

    public IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> all)
    {
        while (!all.IsEmpty)
        {
            var length = LengthOf(all.Span);
            yield return all[..length];
            all = all[length..];
        }
    }

    /// <summary>
    /// Leaves the client the time to read one packet before the next: without it a whole answer is in its buffer before it wakes up. A timer
    /// would make it a millisecond or more.
    /// </summary>
    public static async ValueTask PauseAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < Apart) await Task.Yield();
    }

    private int LengthOf(ReadOnlySpan<byte> rest)
    {
        var length = bytes > 0 ? Math.Min(bytes, rest.Length) : rest.Length;
        if (!insideCharacters) return length;
        var lead = rest[..length].IndexOfAnyInRange((byte)0xC2, (byte)0xF4);
        return lead < 0 ? length : lead + 1;
    }
}
