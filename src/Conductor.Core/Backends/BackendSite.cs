using Conductor.Core.Models;

namespace Conductor.Core.Backends;

/// <summary>Where the turns of one backend run. Immutable.</summary>
/// <param name="Model">The model, as the host names it.</param>
/// <param name="Plan">How turns are admitted.</param>
/// <param name="Driver">Who speaks to the host.</param>
/// <param name="Permits">Who permits a turn to ask it.</param>
/// <param name="Time">The time that every deadline obeys.</param>
internal sealed record BackendSite(string Model, BackendPlan Plan, IModelHost Driver, PermitDesk Permits, TimeProvider Time);
