using Conductor.Backends.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Looks once a minute, and when it is told to, whether the files of our own certificates were renewed. With a mistake in them the old ones stay, and it is said once.
/// Does nothing at all where no door speaks TLS. Safe for concurrent callers.
/// </summary>
public sealed class CertificateWatch(TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    /// <summary>How long it may take until a renewal is seen.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<DoorCertificate> _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // One look at a time: two that are asked for at once are the same one.
    private readonly SemaphoreSlim _looking = new(1);
    private string? _problem;

    /// <summary>Watches a certificate: the one that every door of a conductor shows.</summary>
    internal void Watch(DoorCertificate certificate) => _watched.TrySetResult(certificate);

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

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_watched.Task.IsCompletedSuccessfully)
            await LookAsync(await _watched.Task, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    private async Task LookAsync(DoorCertificate certificate, CancellationToken stoppingToken)
    {
        await _looking.WaitAsync(stoppingToken);
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
        finally
        {
            _looking.Release();
        }
    }
}
