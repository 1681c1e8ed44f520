using System.Text;
using Conductor.Conformance;
using Conductor.Core.Conversations.Transfer;
using Conductor.Core.Tests.Ports;

namespace Conductor.Core.Tests.Conversations;

public sealed class TransferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_exported_and_imported_elsewhere_is_the_same_with_its_numbers_and_orders()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await using var there = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        var ids = new List<Guid>();
        foreach (var i in Enumerable.Range(0, 3))
            ids.Add(await here.Ports.BegunAsync($"c{i} \u00e9\u4f60", i, [.. Enumerable.Range(0, 300).Select(n => $"line {n}\n\"quoted\"")]));
        using var file = new MemoryStream();

        Assert.Equal((3, 903L), await ConversationExport.WriteAsync(here.Ports, file, Token));
        file.Position = 0;
        var import = new ConversationImport(there.Ports);
        await import.ReadAsync(file, Token);

        Assert.Equal((3, 0), (import.Imported, import.Skipped));
        foreach (var id in ids)
        {
            var (was, now) = (await here.Ports.Log.AllAsync(id), await there.Ports.Log.AllAsync(id));
            Assert.Equal(was.Select(stored => (stored.Number, stored.Event.ToString())), now.Select(stored => (stored.Number, stored.Event.ToString())));
            Assert.Equal((await here.Ports.Directory.LocateAsync(id, Token))!.Outline, (await there.Ports.Directory.LocateAsync(id, Token))!.Outline);
        }
    }

    [Fact]
    public async Task A_second_import_changes_nothing()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await here.Ports.BegunAsync("c", 0, "a");
        using var file = new MemoryStream();
        await ConversationExport.WriteAsync(here.Ports, file, Token);
        file.Position = 0;

        var import = new ConversationImport(here.Ports);
        await import.ReadAsync(file, Token);

        Assert.Equal((0, 1), (import.Imported, import.Skipped));
    }

    [Theory]
    [InlineData("nonsense", "Line 1 is not a line of an export")]
    [InlineData("{\"v\":1}", "Line 1 is not a line of an export")]
    [InlineData("{\"v\":2}", "Line 1 was written by a later version")]
    public async Task A_line_that_is_none_is_named(string line, string complaint)
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();

        var refused = await Assert.ThrowsAsync<FormatException>(() => new ConversationImport(here.Ports).ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(line)), Token));

        Assert.StartsWith(complaint, refused.Message, StringComparison.Ordinal);
    }
}
