using System.Runtime.InteropServices;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Surfaces;

namespace Conductor.Cli.Serving;

/// <summary>SIGHUP reads the configuration again, and looks whether certificates were renewed. What came of it is in the log.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    public ReloadSignal(SettingsFollower settings, CertificateWatch certificates, CancellationToken stopping) => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        _ = ReloadQuietlyAsync(settings, certificates, stopping);
    });

    public void Dispose() => _registration.Dispose();

    // Never throws: a stop in the middle is no news.
    private static async Task ReloadQuietlyAsync(SettingsFollower settings, CertificateWatch certificates, CancellationToken stopping)
    {
        try
        {
            await settings.ReloadAsync(stopping);
            await certificates.LookAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The conductor stops: nobody needs new settings.
        }
    }
}
