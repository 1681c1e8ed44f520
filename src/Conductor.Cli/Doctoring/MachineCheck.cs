using System.Globalization;

namespace Conductor.Cli.Doctoring;

/// <summary>Looks at the machine: its clock, and how much it lets a process have.</summary>
internal static class MachineCheck
{
    private const string Place = "machine";
    // A caller is a socket, and so is what it waits for; below this a few hundred callers fill a conductor.
    private const long FewFiles = 4096;
    private static readonly DateTimeOffset NotBefore = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Finding>> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var now = time.GetUtcNow();
        if (now < NotBefore)
            findings.Add(Finding.Warning(Place, $"Its clock says {now:yyyy-MM-dd HH:mm} UTC.", "Set it (timedatectl set-ntp true): certificates and keep-alive times are judged by it."));
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        findings.Add(Finding.Good(Place, $"{Environment.ProcessorCount} processors, {memory:N0} MiB of memory, {now:yyyy-MM-dd HH:mm:ss} UTC."));
        if (await OpenFilesAsync(cancellationToken) is { } files)
            findings.Add(files >= FewFiles
                ? Finding.Good(Place, $"A process may have {files:N0} files and sockets open.")
                : Finding.Warning(Place, $"A process may have only {files:N0} files and sockets open: that is room for about {files / 2:N0} callers.", "Raise the limit: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit."));
        return findings;
    }

    // "Max open files   1024   1048576   files": the platform raises the first to the second when it starts.
    private static async Task<long?> OpenFilesAsync(CancellationToken cancellationToken)
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
            return null;
        var line = (await File.ReadAllLinesAsync(limits, cancellationToken)).FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
    }
}
