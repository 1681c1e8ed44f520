using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.Carriers;

namespace Conductor.Core.Conducting;

/// <summary>Lets code in the same process be a surface.</summary>
public static class InProcessSurfaces
{
    /// <summary>The way to a conductor in this process, for <c>ConductorClient.ConnectAsync</c>. Safe for concurrent callers.</summary>
    public static ISurfaceDialer SurfaceDialer(this IConductor conductor) => new InProcessDialer(conductor);

    private sealed class InProcessDialer(IConductor conductor) : ISurfaceDialer
    {
        public string Address => "this process";

        public async Task<ISurfaceLink> DialAsync(CancellationToken cancellationToken)
        {
            var link = new InProcessLink($"inner-{Guid.CreateVersion7():N}");
            try
            {
                await link.ConnectAsync(conductor, cancellationToken).ConfigureAwait(false);
                return link;
            }
            catch (Exception cause) when (cause is InvalidOperationException or TimeoutException)
            {
                throw new IOException(cause.Message, cause);
            }
        }
    }
}
