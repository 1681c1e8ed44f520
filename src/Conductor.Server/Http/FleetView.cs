using Conductor.Core.Conducting;
using Conductor.Core.Routing;

namespace Conductor.Server.Http;

/// <summary>The fleet as lists see it: as fresh as can be had in a short time.</summary>
internal sealed class FleetView(IConductor conductor, HttpOptions options, TimeProvider time)
{
    /// <summary>Asks hosts whose answer is old, and waits for them, but not for long; then says what is known.</summary>
    public async ValueTask<FleetSnapshot> LookAsync(CancellationToken gone)
    {
        try
        {
            // The wait ends, not the question: what comes later is there for the next one.
            return await conductor.RefreshFleetAsync(options.ListMaxAge, CancellationToken.None).WaitAsync(options.ListPatience, time, gone);
        }
        catch (TimeoutException)
        {
            return conductor.Fleet;
        }
    }
}
