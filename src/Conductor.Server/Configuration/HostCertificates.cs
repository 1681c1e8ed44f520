using Conductor.Backends.Http;
using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>Reads the files that hosts' TLS settings name, while there is still somebody to tell what is wrong with them.</summary>
internal static class HostCertificates
{
    /// <summary>The settings with every host's TLS ready to use.</summary>
    /// <param name="loaded">The settings. Relative paths in them begin at the folder of their file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingsException">A file is missing or holds something else; each is named with its key and place.</exception>
    public static async Task<LoadedSettings> ReadAsync(LoadedSettings loaded, CancellationToken cancellationToken)
    {
        if (loaded.Settings.Hosts.All(host => host.Tls is null))
            return loaded;
        var folder = Path.GetDirectoryName(Path.GetFullPath(loaded.File)) ?? ".";
        var hosts = new List<HostSettings>();
        var errors = new List<HoconError>();
        foreach (var host in loaded.Settings.Hosts)
        {
            try
            {
                hosts.Add(host.Tls is { } tls ? host with { TlsOptions = await In(tls, folder).ReadAsync(cancellationToken) } : host);
            }
            catch (HostTlsException wrong)
            {
                var path = HoconPath.Of("conductor", "hosts", host.Name, "tls");
                errors.Add(new HoconError(loaded.Tree.TryGet(path, out var written) ? written.Origin : default, $"'{path}': {wrong.Message}"));
            }
        }
        if (errors.Count > 0)
            throw SettingsSource.Mistakes(errors);
        return loaded with { Settings = loaded.Settings with { Hosts = hosts } };
    }

    private static HostTls In(HostTls tls, string folder) => tls with
    {
        Authority = In(tls.Authority, folder),
        Certificate = In(tls.Certificate, folder),
        Key = In(tls.Key, folder),
    };

    private static string? In(string? path, string folder) => path is null ? null : Path.Combine(folder, path);
}
