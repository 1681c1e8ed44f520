using System.Net;
using Conductor.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Identity;

/// <summary>
/// Decides who may come in. Without keys everybody who reaches a front door may; with keys only who shows one. One for all front
/// doors. Safe for concurrent callers once it is prepared.
/// </summary>
internal sealed class Doorkeeper(KeyOptions options, KeyStore store, KeyFile file, ILogger<Doorkeeper> logger, IIdentityPolicy? policy = null)
{
    private readonly List<IPEndPoint> _open = [];
    private bool _pagesAtAll;
    private bool _pagesFromAfar;

    /// <summary>Visitors need a key.</summary>
    public bool DemandsKeys { get; private set; } = options.Required == KeyDemand.On;

    /// <summary>There are front doors for HTTP, and none of them is open to others than this machine.</summary>
    public bool IsForThisMachineAlone => _pagesAtAll && !_pagesFromAfar;

    /// <summary>An application that has the conductor in it says who each visitor is.</summary>
    public bool IsTold => policy is not null;

    /// <summary>Pages come through doors that the conductor opened itself, and nobody but it says who they are.</summary>
    public bool IsAtOwnDoor => _pagesAtAll && !IsTold;

    /// <summary>Notes an address that a front door listens on. Before <see cref="PrepareAsync"/>.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="isForPages">Pages in browsers can ask there: it speaks HTTP.</param>
    public void Open(IPEndPoint endpoint, bool isForPages = true)
    {
        _open.Add(endpoint);
        _pagesFromAfar |= isForPages && !IsOfThisMachine(endpoint.Address);
        _pagesAtAll |= isForPages;
    }

    /// <summary>Settles whether keys are demanded, and looks whether there are any then.</summary>
    /// <exception cref="ConductorStartException">They are demanded, and there are none or they cannot be read.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // Whoever embeds a conductor and knows the callers has no keys of ours. Pages of other origins stay out: a browser may bring the user's own claim along.
        if (policy is not null)
        {
            DemandsKeys = false;
            return;
        }
        var reachable = _open.Find(endpoint => !IsOfThisMachine(endpoint.Address));
        DemandsKeys = options.Required == KeyDemand.On || (options.Required == KeyDemand.Auto && reachable is not null);
        if (!DemandsKeys)
        {
            if (reachable is not null)
                logger.OpenToEverybody(reachable);
            return;
        }
        if ((await OpenStoreAsync(cancellationToken)).Keys.Count == 0)
            throw new ConductorStartException(NoKeys(reachable));
    }

    /// <summary>Recognises a visitor.</summary>
    /// <param name="secret">The key that they show; null or empty for none.</param>
    /// <param name="peer">Where they come from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null for a stranger who needs a key and has none that is known.</returns>
    public ValueTask<Visitor?> RecogniseAsync(string? secret, string peer, CancellationToken cancellationToken) =>
        RecogniseAsync(new CallerClaim(secret, peer), cancellationToken);

    /// <summary>As the other one, with all that the visitor shows.</summary>
    public async ValueTask<Visitor?> RecogniseAsync(CallerClaim claim, CancellationToken cancellationToken)
    {
        var (secret, peer, _) = claim;
        if (policy is not null)
            return await policy.RecogniseAsync(claim, cancellationToken) is { } known ? new Visitor(known.Name, known.Scopes, HasKey: true) : null;
        // A client made for another service sends some key whether it is wanted or not. Only ours are looked up while none is demanded.
        var isWorthALook = !string.IsNullOrEmpty(secret) && (DemandsKeys || secret.StartsWith(KeySecret.Prefix, StringComparison.Ordinal));
        if (isWorthALook && await store.FindAsync(secret!, cancellationToken) is { } key)
            return new Visitor(key.Name, key.Scopes, HasKey: true);
        return DemandsKeys ? null : new Visitor(peer, KeyScopes.Chat | KeyScopes.Admin, HasKey: false);
    }

    private async Task<KeyRing> OpenStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenAsync(cancellationToken);
        }
        catch (KeyFileException cause)
        {
            throw new ConductorStartException(cause.Message, cause);
        }
    }

    private string NoKeys(IPEndPoint? reachable) =>
        (reachable is null ? "Keys are demanded (keys.required = on)" : $"Others can reach {reachable}, so callers need keys")
        + $", and there are none in {file.Path}. Make one (conductor token add NAME)"
        + (reachable is null ? "." : ", listen on 127.0.0.1, or let everybody in: --set keys.required=off.");

    private static bool IsOfThisMachine(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
