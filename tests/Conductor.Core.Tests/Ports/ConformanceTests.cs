using Conductor.Conformance;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Embedded;

namespace Conductor.Core.Tests.Ports;

/// <summary>The suite notices every broken word: what it says of an implementation is worth something.</summary>
public sealed class ConformanceTests
{
    // Only what would never come to its end is waited for so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Faults => [.. BrokenPorts.All.Select(one => one.Fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_implementation_is_caught_that(string fault)
    {
        var (_, clauses, breakIt) = BrokenPorts.All.Single(one => one.Fault == fault);
        foreach (var name in clauses)
        {
            var clause = PortsConformance.Clauses.Single(one => one.Name == name);
            var caught = await Assert.ThrowsAsync<ConformanceException>(() => clause.CheckAsync(() => OpenAsync(breakIt), Patience, TestContext.Current.CancellationToken));
            Assert.StartsWith(name, caught.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_clause_catches_somebody() =>
        Assert.Equal(PortsConformance.Clauses.Select(clause => clause.Name).Order(StringComparer.Ordinal), BrokenPorts.All.SelectMany(one => one.Clauses).Distinct().Order(StringComparer.Ordinal));

    private static async Task<PortsUnderTest> OpenAsync(Func<ConversationPorts, ConversationPorts> breakIt, string? directory = null) =>
        Broken(await EmbeddedPortsTests.OnDiskAsync(directory), breakIt);

    private static PortsUnderTest Broken(PortsUnderTest whole, Func<ConversationPorts, ConversationPorts> breakIt) =>
        whole with { Ports = breakIt(whole.Ports), Restart = async () => Broken(await whole.Restart!(), breakIt) };
}
