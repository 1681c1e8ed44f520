using Conductor.Core.Conducting;
using Conductor.Core.Ports;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Microsoft.Extensions.Hosting;

namespace Conductor.Server.Hosting;

/// <summary>
/// Ties a conductor to its host's life, in both directions. The drain begins before the server stops, because the server waits for the
/// answers that the drain ends.
/// </summary>
internal sealed class ConductorService(IConductor conductor, Doorkeeper gate, SurfaceSockets sockets, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private Task _drain = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => PrepareAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A conductor whose actors have ended serves nobody: whoever watches over the process shall see that it is gone.
        _ = conductor.Stopped.ContinueWith(
            static (_, lifetime) => ((IHostApplicationLifetime)lifetime!).StopApplication(), lifetime,
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _drain = conductor.StopAsync(cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _drain;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await conductor.WaitUntilOpenAsync(cancellationToken);
        }
        catch (ConversationStoreException cause)
        {
            throw new ConductorStartException(cause.Message, cause);
        }
        await gate.PrepareAsync(cancellationToken);
        await sockets.PrepareAsync(cancellationToken);
    }
}
