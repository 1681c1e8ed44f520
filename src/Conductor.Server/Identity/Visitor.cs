namespace Conductor.Server.Identity;

/// <summary>Who stands at a front door.</summary>
/// <param name="Name">The name of their key, else the address they come from. Fairness, limits and accounts go by it.</param>
/// <param name="Scopes">What they may do.</param>
/// <param name="HasKey">They showed a key.</param>
internal sealed record Visitor(string Name, KeyScopes Scopes, bool HasKey);
