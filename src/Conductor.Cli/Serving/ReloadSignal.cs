using System.Runtime.InteropServices;
using Conductor.Server.Configuration.Reloading;

namespace Conductor.Cli.Serving;

/// <summary>SIGHUP reads the configuration again. What came of it is in the log.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    public ReloadSignal(SettingsFollower settings, CancellationToken stopping) => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        _ = ReloadQuietlyAsync(settings, stopping);
    });

    public void Dispose() => _registration.Dispose();

    // Never throws: a stop in the middle is no news.
    private static async Task ReloadQuietlyAsync(SettingsFollower settings, CancellationToken stopping)
    {
        try
        {
            await settings.ReloadAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The conductor stops: nobody needs new settings.
        }
    }
}
