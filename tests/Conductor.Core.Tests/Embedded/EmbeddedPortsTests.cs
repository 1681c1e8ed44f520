using Conductor.Core.Embedded;
using Conductor.Core.Journal;
using Conductor.Core.Tests.Ports;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Embedded;

/// <summary>Opens the embedded ports for the conformance suite.</summary>
internal static class Embedded
{
    public static async Task<PortsUnderTest> OnDiskAsync(string? directory = null)
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

    public static async Task<PortsUnderTest> InMemoryAsync()
    {
        var ports = await EmbeddedPorts.OpenAsync(new JournalPlan(), new VirtualTime(), NullLoggerFactory.Instance);
        return new PortsUnderTest(ports.All, ports.DisposeAsync);
    }
}

public sealed class EmbeddedLogTests : LogContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.OnDiskAsync();
}

public sealed class MemoryLogTests : LogContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.InMemoryAsync();
}

public sealed class EmbeddedDirectoryTests : DirectoryContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.OnDiskAsync();
}

public sealed class MemoryDirectoryTests : DirectoryContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.InMemoryAsync();
}

public sealed class EmbeddedPermitsTests : PermitsContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.InMemoryAsync();
}

public sealed class EmbeddedPeerLinkTests : PeerLinkContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.InMemoryAsync();
}

public sealed class EmbeddedMembershipTests : MembershipContract
{
    protected override Task<PortsUnderTest> OpenAsync() => Embedded.InMemoryAsync();
}
