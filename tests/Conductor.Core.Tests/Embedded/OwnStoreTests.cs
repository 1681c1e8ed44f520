using Conductor.Conformance;
using Conductor.Core.Embedded;
using ConversationLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Embedded;

/// <summary>The sample's store, opened as a conductor opens it, does what every implementation of the ports does.</summary>
public sealed class OwnStoreTests
{
    public static TheoryData<string> Clauses => [.. PortsConformance.Clauses.Select(clause => clause.ToString())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Clauses))]
    public async Task A_store_of_an_application(string clause) => Assert.True(
        await PortsConformance.Clauses.Single(one => one.ToString() == clause).CheckAsync(() => OpenAsync(new EventTable()), Scripted.Waiting.Patience, Token));

    private static async Task<PortsUnderTest> OpenAsync(EventTable table)
    {
        var ports = await EmbeddedPorts.OpenAsync(new TableStore(table), NullLoggerFactory.Instance, Token);
        return new PortsUnderTest(ports.All, ports.DisposeAsync)
        {
            Restart = async () =>
            {
                await ports.DisposeAsync();
                return await OpenAsync(table);
            },
        };
    }
}
