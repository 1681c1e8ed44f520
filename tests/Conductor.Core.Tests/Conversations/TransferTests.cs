using System.Text;
using Conductor.Conformance;
using Conductor.Core.Conversations.Transfer;
using Conductor.Core.Ports;
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

    [Fact]
    public async Task The_main_conversation_is_brought_in_wherever_it_stands()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await using var there = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await SayAsync(here.Ports, Guid.Empty, 0, 5);
        var file = await ExportedAsync(here.Ports);

        var import = new ConversationImport(there.Ports);
        await import.ReadAsync(Stream(file), Token);

        Assert.Equal((1, 0), (import.Imported, import.Skipped));
        Assert.Equal(5, (await there.Ports.Log.AllAsync(Guid.Empty)).Count);
    }

    [Fact]
    public async Task An_import_that_was_interrupted_goes_on_where_it_stopped()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await using var there = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        var (whole, long_) = (await here.Ports.BegunAsync("whole", 2, "a"), await here.Ports.BegunAsync("long", 1, [.. Enumerable.Range(0, 600).Select(n => $"line {n}")]));
        var file = await ExportedAsync(here.Ports);
        var damaged = file.ToArray();
        damaged[400] = damaged[400][..20];

        var first = new ConversationImport(there.Ports);
        var refused = await Assert.ThrowsAsync<FormatException>(() => first.ReadAsync(Stream(damaged), Token));
        Assert.StartsWith("Line 401 is not a line of an export: it is cut off or damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(398, (await there.Ports.Log.AllAsync(long_)).Count);
        Assert.Null((await there.Ports.Directory.LocateAsync(long_, Token))!.Owner);
        var second = new ConversationImport(there.Ports);
        await second.ReadAsync(Stream(file), Token);

        Assert.Equal((2, 0, 0), (first.Imported, first.Continued, first.Skipped));
        Assert.Equal((0, 1, 1), (second.Imported, second.Continued, second.Skipped));
        foreach (var id in (Guid[])[whole, long_])
            Assert.Equal((await here.Ports.Log.AllAsync(id)).Select(stored => stored.Event.ToString()), (await there.Ports.Log.AllAsync(id)).Select(stored => stored.Event.ToString()));
    }

    [Fact]
    public async Task A_conversation_that_has_gone_another_way_since_is_left_alone()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await using var there = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        var conversation = await here.Ports.BegunAsync("t", 0, "a");
        await new ConversationImport(there.Ports).ReadAsync(Stream(await ExportedAsync(here.Ports)), Token);
        await SayAsync(here.Ports, conversation, 2, 3);
        await SayAsync(there.Ports, conversation, 2, 1);

        var import = new ConversationImport(there.Ports);
        await import.ReadAsync(Stream(await ExportedAsync(here.Ports)), Token);

        Assert.Equal((0, 0, 1), (import.Imported, import.Continued, import.Skipped));
        Assert.Equal(3, (await there.Ports.Log.AllAsync(conversation)).Count);
    }

    [Fact]
    public async Task Lines_that_are_missing_are_counted_and_lines_that_are_not_in_order_are_refused()
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        await using var there = await Embedded.EmbeddedPortsTests.InMemoryAsync();
        var id = await here.Ports.BegunAsync("t", 0, "a", "b");
        var file = await ExportedAsync(here.Ports);

        var import = new ConversationImport(there.Ports);
        await import.ReadAsync(Stream([file[0], file[2]]), Token);
        var refused = await Assert.ThrowsAsync<FormatException>(() => new ConversationImport(there.Ports).ReadAsync(Stream([file[0], file[2], file[1]]), Token));

        Assert.Equal((1, 1), (import.Imported, import.WithGaps));
        Assert.Equal(2, (await there.Ports.Log.AllAsync(id)).Count);
        Assert.StartsWith("Line 3", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "it is not JSON")]
    [InlineData("7", "it is not a JSON object")]
    [InlineData("{\"v\":1}", "it has no \"conversation\"")]
    [InlineData("{\"v\":2}", "a later version of Conductor has written it")]
    [InlineData("{\"v\":1,\"conversation\":\"x\"}", "its \"conversation\" is not what it should be")]
    [InlineData(Line + "\"at\":99999999999999999,\"kind\":\"begun\",\"event\":{}}", "its \"at\" is not what it should be")]
    [InlineData(Line + "\"at\":1,\"command\":7,\"kind\":\"begun\",\"event\":{}}", "its \"command\" is not what it should be")]
    [InlineData(Line + "\"at\":1,\"kind\":\"begun\",\"event\":null}", "its \"event\" is not what it should be")]
    [InlineData(Line + "\"at\":1,\"kind\":\"prompt\",\"event\":{}}", "its \"event\" lacks what its \"kind\" holds")]
    [InlineData(Line + "\"at\":1,\"kind\":\"prompt\",\"event\":{\"turn\":[]}}", "its \"event\" is not what its \"kind\" holds")]
    public async Task A_line_that_is_none_is_named(string line, string complaint)
    {
        await using var here = await Embedded.EmbeddedPortsTests.InMemoryAsync();

        var refused = await Assert.ThrowsAsync<FormatException>(() => new ConversationImport(here.Ports).ReadAsync(Stream(["", line]), Token));

        Assert.StartsWith($"Line 2 is not a line of an export: {complaint}", refused.Message, StringComparison.Ordinal);
    }

    private const string Line = "{\"v\":1,\"conversation\":\"00000000-0000-0000-0000-000000000000\",\"number\":1,\"epoch\":1,";

    private static MemoryStream Stream(IEnumerable<string> lines) => new(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private static async Task<string[]> ExportedAsync(ConversationPorts ports)
    {
        using var file = new MemoryStream();
        await ConversationExport.WriteAsync(ports, file, Token);
        return Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task SayAsync(ConversationPorts ports, Guid conversation, long head, int count)
    {
        var claim = await ports.Directory.GrantedAsync(conversation);
        Assert.Equal(head, claim.Head);
        Assert.IsType<Appended>(await ports.Log.AppendAsync(conversation, claim.Epoch, head, [.. Enumerable.Range(0, count).Select(n => Happened.Said($"word {n}"))]));
        await ports.Directory.ReleaseAsync(conversation, claim.Epoch, Token);
    }
}
