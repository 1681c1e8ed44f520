using Conductor.Backends.Http;
using Conductor.Hocon;
using Conductor.Hocon.Values;
using Conductor.Server.Surfaces;

namespace Conductor.Server.Configuration;

/// <summary>Reads the certificate of our own doors, while there is still somebody to tell what is wrong with it.</summary>
internal static class DoorCertificates
{
    private static readonly HoconPath Tls = HoconPath.Of("conductor", "tls");

    /// <summary>The settings with the certificate in them, where some door speaks TLS.</summary>
    /// <param name="loaded">The settings. Relative paths in them begin at the folder of their file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingsException">There is none, or a file is missing or holds something else.</exception>
    public static async Task<LoadedSettings> ReadAsync(LoadedSettings loaded, CancellationToken cancellationToken)
    {
        var settings = loaded.Settings;
        if (settings.SurfacesTls is null && settings.HttpsEndpoint is null)
            return loaded;
        if (settings.Tls.Certificate.Length == 0)
            throw Wrong(loaded, "tls.certificate: TLS is to be spoken (surfaces.tls, http.listen-tls), and no certificate is named. Name a PEM file.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(loaded.File)) ?? ".";
        try
        {
            var certificate = await DoorCertificate.ReadAsync(
                In(settings.Tls.Certificate, folder)!, In(settings.Tls.Key, folder), In(settings.Tls.Authority, folder), cancellationToken);
            return loaded with { Settings = settings with { Certificate = certificate } };
        }
        catch (HostTlsException wrong)
        {
            throw Wrong(loaded, wrong.Message);
        }
    }

    private static SettingsException Wrong(LoadedSettings loaded, string message) =>
        SettingsSource.Mistakes([new HoconError(loaded.Tree.TryGet(Tls, out var written) ? written.Origin : default, $"conductor.{message}")]);

    private static string? In(string path, string folder) => path.Length == 0 ? null : Path.Combine(folder, path);
}
