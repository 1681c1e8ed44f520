using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Reads the configuration as <c>serve</c> would, and looks at who else can read it.</summary>
internal static class ConfigurationCheck
{
    private const string Place = "configuration";

    public static async Task<(ConductorSettings? Settings, IReadOnlyList<Finding> Findings)> RunAsync(SettingsRequest request, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            var loaded = await SettingsSource.LoadAsync(
                request with { Warn = sentence => findings.Add(Finding.Warning(Place, sentence, "Correct it, or it stays as said here.")) }, cancellationToken);
            findings.Insert(0, File.Exists(loaded.File)
                ? Finding.Good(Place, $"{loaded.File} has no mistakes.")
                : Finding.Note(Place, $"There is no file at {loaded.File}: everything is as by default.", $"Nothing needs to be done. A file to begin with: conductor config reference > {loaded.File}"));
            findings.AddRange(WhoElseReads(loaded));
            return (loaded.Settings, findings);
        }
        catch (SettingsException cause)
        {
            findings.AddRange(cause.Mistakes.Select(mistake => Finding.Broken(Place, mistake, "Correct it: serve refuses to start with it.")));
            return (null, findings);
        }
    }

    private static IEnumerable<Finding> WhoElseReads(LoadedSettings loaded)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var hasSecrets = loaded.Settings.Hosts.Any(host => host.ApiKey is not null || host.Headers.Count > 0);
        if (hasSecrets && !OperatingSystem.IsWindows() && File.Exists(loaded.File) && (File.GetUnixFileMode(loaded.File) & others) != UnixFileMode.None)
            yield return Finding.Warning(Place, $"{loaded.File} names keys of hosts, and other users of this machine can read it.", $"chmod 600 {loaded.File}");
    }
}
