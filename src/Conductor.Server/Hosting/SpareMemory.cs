using System.Globalization;

namespace Conductor.Server.Hosting;

/// <summary>
/// Gives back memory that is needed no more. A program that starts, or answers, runs through far more of its code than one that waits, and every page of a
/// program's file that was once looked at stays with the process until the machine is short of memory.
/// </summary>
public static class SpareMemory
{
    /// <summary>
    /// Lets go of the pages of program files that were not written to. They stay in the system's cache: what is needed again comes back without the disk.
    /// Does nothing but on Linux, and never fails.
    /// </summary>
    public static async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            foreach (var one in await ReadAsync(cancellationToken))
                if (one.IsWritable)
                    NativeProcess.PageOut(one.Start, one.Length);
                else
                    NativeProcess.LetGo(one.Start, one.Length);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at stays.
        }
    }

    /// <summary>The mappings of files that are as the files are, and those of which some pages are.</summary>
    private static async Task<IReadOnlyList<Mapping>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = new List<Mapping>();
        Mapping? now = null;
        await foreach (var line in File.ReadLinesAsync("/proc/self/smaps", cancellationToken))
        {
            // A mapping is a line with its place, and then what there is to know of it, a line each.
            if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
                now = Mapping.Parse(line);
            else if (now is not null && line.StartsWith("Rss:", StringComparison.Ordinal))
                now = now with { Resident = Kilobytes(line) };
            else if (now is { Resident: > 0 } && line.StartsWith("Anonymous:", StringComparison.Ordinal) && (now.IsWritable || Kilobytes(line) == 0))
                all.Add(now);
        }
        return all;
    }

    private static long Kilobytes(string line) => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private sealed record Mapping(nint Start, nint Length, bool IsWritable, long Resident = 0)
    {
        /// <summary>"55d0c0a00000-55d0c0b00000 r-xp 00000000 08:01 1234 /usr/bin/conductor"; null for memory that has no file, or is written to for others.</summary>
        public static Mapping? Parse(string line)
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 6 || parts[1] is [_, 'w', _, 's'] || parts[4] == "0" || !parts[5].StartsWith('/') || parts[5].StartsWith("/memfd:", StringComparison.Ordinal))
                return null;
            var place = parts[0].Split('-');
            var start = nint.Parse(place[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return new Mapping(start, nint.Parse(place[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start, parts[1][1] == 'w');
        }
    }
}
