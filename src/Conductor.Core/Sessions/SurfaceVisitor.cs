namespace Conductor.Core.Sessions;

/// <summary>Who a surface is.</summary>
/// <param name="Name">The name of its token, else where it comes from. Fairness and accounts go by it.</param>
public sealed record SurfaceVisitor(string Name);
