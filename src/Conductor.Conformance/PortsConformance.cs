namespace Conductor.Conformance;

/// <summary>
/// What every implementation of the five ports does, whoever wrote it: run each clause as a test of its own, in whatever framework. The
/// embedded implementation passes them all; a clause that nothing can fail is not in here.
/// </summary>
/// <example>
/// <code>
/// public static TheoryData&lt;string&gt; Names => [.. PortsConformance.Clauses.Select(clause => clause.ToString())];
///
/// [Theory, MemberData(nameof(Names))]
/// public async Task Ours_does(string name) =>
///     await PortsConformance.Clauses.Single(clause => clause.ToString() == name).CheckAsync(OpenOurPortsAsync, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
/// </code>
/// </example>
public static class PortsConformance
{
    /// <summary>All clauses, port by port.</summary>
    public static IReadOnlyList<ConformanceClause> Clauses { get; } =
        [.. MembershipClauses.All, .. DirectoryClauses.All, .. LogClauses.All, .. PermitClauses.All, .. PeerLinkClauses.All];
}
