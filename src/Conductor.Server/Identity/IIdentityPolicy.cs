using System.Security.Claims;

namespace Conductor.Server.Identity;

/// <summary>
/// Says who a caller is, in the place of Conductor's own keys: for a service that knows its users already. It is asked for every call and every surface, also
/// on this machine, but not on the unix socket, where the system says who it is.
/// </summary>
/// <remarks>Called by many at once. What it throws ends the call, and is logged.</remarks>
public interface IIdentityPolicy
{
    /// <summary>Recognises a caller.</summary>
    /// <param name="claim">What the caller shows.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <returns>Who it is; null for a stranger, who is turned away (HTTP: 401).</returns>
    ValueTask<CallerIdentity?> RecogniseAsync(CallerClaim claim, CancellationToken cancellationToken);
}

/// <summary>What a caller shows. Immutable.</summary>
/// <param name="Secret">The bearer token, or the token of a surface's handshake; null or empty for none.</param>
/// <param name="Peer">The address at the other end.</param>
/// <param name="User">Whom the application's own authentication has found; null where there is none (surfaces on TCP).</param>
public sealed record CallerClaim(string? Secret, string Peer, ClaimsPrincipal? User = null);

/// <summary>Who a caller is. Immutable.</summary>
/// <param name="Name">The name by which turns are shared fairly, queued and counted.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record CallerIdentity(string Name, KeyScopes Scopes = KeyScopes.Chat);
