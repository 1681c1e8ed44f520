using Conductor.Core.Sessions;
using Conductor.Server.Identity;

namespace Conductor.Server.Surfaces;

/// <summary>How a carrier knows its surfaces: by what it knows of the other end already, or by the token of their handshake. Immutable.</summary>
internal sealed class SurfaceDoor
{
    private readonly Doorkeeper? _keeper;
    private readonly string? _token;

    private SurfaceDoor(Doorkeeper? keeper, string? token) => (_keeper, _token) = (keeper, token);

    /// <summary>The kernel has said who it is.</summary>
    public static SurfaceDoor Known { get; } = new(null, null);

    /// <summary>A token decides, as for every other front door.</summary>
    /// <param name="keeper">Who knows the tokens.</param>
    /// <param name="token">One that came before the handshake, as a header; null for none. The handshake's own goes first.</param>
    public static SurfaceDoor ByToken(Doorkeeper keeper, string? token = null) => new(keeper, token);

    public async ValueTask<SurfaceVisitor?> AdmitAsync(string? token, string peer, CancellationToken cancellationToken)
    {
        if (_keeper is null)
            return new SurfaceVisitor(peer);
        var visitor = await _keeper.RecogniseAsync(string.IsNullOrEmpty(token) ? _token : token, peer, cancellationToken);
        return visitor is not null && visitor.Scopes.Allow(KeyScopes.Chat) ? new SurfaceVisitor(visitor.Name) : null;
    }
}
