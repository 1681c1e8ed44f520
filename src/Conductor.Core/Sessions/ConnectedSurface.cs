namespace Conductor.Core.Sessions;

/// <summary>A surface that is connected and was let in. Immutable.</summary>
/// <param name="Id">The name of its connection.</param>
/// <param name="Caller">Who it is: the name of its token, else where it comes from.</param>
/// <param name="Kind">What it says that it is, such as <c>Tui</c> or <c>Web</c>.</param>
/// <param name="Program">Name and version of the program, as it says; null when it does not.</param>
/// <param name="Version">The version of the protocol that it speaks.</param>
/// <param name="Since">Since when.</param>
public sealed record ConnectedSurface(string Id, string Caller, string Kind, string? Program, int Version, DateTimeOffset Since);

/// <summary>Question for the surfaces that are connected; answered by <see cref="SurfaceList"/>.</summary>
internal sealed record ListSurfaces;

/// <summary>The surfaces that are connected, in the order in which they came.</summary>
internal sealed record SurfaceList(IReadOnlyList<ConnectedSurface> All);

/// <summary>A surface was let in.</summary>
internal sealed record SurfaceIntroduced(ConnectedSurface Surface);
