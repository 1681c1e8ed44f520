using Conductor.Conformance;
using Conductor.Core.Embedded;
using Conductor.Core.Journal;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Embedded;

/// <summary>The embedded implementation of the ports does what every one does.</summary>
public sealed class EmbeddedPortsTests
{
    public static TheoryData<string> Clauses => [.. PortsConformance.Clauses.Select(clause => clause.ToString())];

    // What is in memory only does not outlive its process.
    public static TheoryData<string> ClausesOfOneRun => [.. PortsConformance.Clauses.Where(clause => !clause.IsAboutRestart).Select(clause => clause.ToString())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Clauses))]
    public async Task On_the_disk(string clause) => Assert.True(await Named(clause).CheckAsync(() => OnDiskAsync(), Scripted.Waiting.Patience, Token));

    [Theory]
    [MemberData(nameof(ClausesOfOneRun))]
    public async Task In_memory(string clause) => Assert.True(await Named(clause).CheckAsync(InMemoryAsync, Scripted.Waiting.Patience, Token));

    internal static async Task<PortsUnderTest> OnDiskAsync(string? directory = null)
    {
        var place = directory ?? Directory.CreateTempSubdirectory("conductor-journal-").FullName;
        var ports = await EmbeddedPorts.OpenAsync(new JournalPlan { Directory = place }, new VirtualTime(), NullLoggerFactory.Instance);
        return new PortsUnderTest(ports.All, async () =>
        {
            await ports.DisposeAsync();
            if (directory is null && Directory.Exists(place))
                Directory.Delete(place, recursive: true);
        })
        {
            // The real death of a process is for the kill tests; here everything of it goes but its files.
            Restart = async () =>
            {
                await ports.DisposeAsync();
                return await OnDiskAsync(place);
            },
        };
    }

    private static ConformanceClause Named(string name) => PortsConformance.Clauses.Single(clause => clause.ToString() == name);

    internal static async Task<PortsUnderTest> InMemoryAsync()
    {
        var ports = await EmbeddedPorts.OpenAsync(new JournalPlan(), new VirtualTime(), NullLoggerFactory.Instance);
        return new PortsUnderTest(ports.All, ports.DisposeAsync);
    }
}
