using Conductor.Backends.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Looks once a minute whether the files of our own certificates were renewed. With a mistake in them the old ones stay, and it is said once.
/// Does nothing at all where no door speaks TLS. Safe for concurrent callers.
/// </summary>
internal sealed class CertificateWatch(TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    /// <summary>How long it may take until a renewal is seen.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<DoorCertificate> _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _problem;

    /// <summary>Watches a certificate: the one that every door of a conductor shows.</summary>
    public void Watch(DoorCertificate certificate) => _watched.TrySetResult(certificate);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var certificate = await _watched.Task.WaitAsync(stoppingToken);
        while (true)
        {
            await Task.Delay(Period, time, stoppingToken);
            await LookAsync(certificate, stoppingToken);
        }
    }

    private async Task LookAsync(DoorCertificate certificate, CancellationToken stoppingToken)
    {
        try
        {
            if (await certificate.RenewAsync(stoppingToken))
                logger.CertificateRenewed(certificate.Name);
            _problem = null;
        }
        catch (HostTlsException wrong)
        {
            // Whoever renews writes one file after the other; what does not fit together now may do so in a minute.
            if (_problem != wrong.Message)
                logger.CertificateStays(certificate.Name, wrong.Message);
            _problem = wrong.Message;
        }
    }
}
