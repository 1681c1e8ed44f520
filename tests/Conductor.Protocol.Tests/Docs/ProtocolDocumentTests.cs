using System.Text.RegularExpressions;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Codec;

namespace Conductor.Protocol.Tests.Docs;

/// <summary>What docs/protocol.md says is what the code does.</summary>
public sealed partial class ProtocolDocumentTests
{
    [Fact]
    public async Task Every_example_is_read_and_written_again_byte_for_byte()
    {
        var examples = await ExamplesAsync();
        Assert.NotEmpty(examples);
        foreach (var (kind, json) in examples) Assert.Equal(json, ReadAndWrite(kind, json));
    }

    [Fact]
    public async Task Every_variant_of_version_2_has_an_example()
    {
        var examples = await ExamplesAsync();
        Assert.Equal(ClientMessageCodec.Names.Order(), Variants(examples, "client"));
        Assert.Equal(ServerMessageCodec.Names.Order(), Variants(examples, "server"));
    }

    [Fact]
    public async Task The_table_of_errors_is_the_catalog()
    {
        var document = await Repository.ReadAsync("docs/protocol.md", TestContext.Current.CancellationToken);
        var table = document[document.IndexOf("## Errors", StringComparison.Ordinal)..document.IndexOf("## Version 1", StringComparison.Ordinal)];
        var rows = table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(ErrorCatalog.All.Select(e => $"| `{e.Code}` | {e.Meaning} | {e.WayOut} | {(e.Retryable ? "yes" : "no")} |"), rows);
    }

    private static string ReadAndWrite(string kind, string json) => kind switch
    {
        "client" => Payload.Of(Payload.Client(json)),
        "server" => Payload.Of(Payload.Server(json)),
        "v1-event" => Payload.Of(Payload.Event(json)),
        "v1-message" => Payload.Of(Payload.Message(json)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of example that the test does not know."),
    };

    private static IEnumerable<string> Variants(List<(string Kind, string Json)> examples, string kind) =>
        examples.Where(example => example.Kind == kind).Select(example => Variant().Match(example.Json).Groups["name"].Value).Distinct().Order();

    private static async Task<List<(string Kind, string Json)>> ExamplesAsync()
    {
        var document = await Repository.ReadAsync("docs/protocol.md", TestContext.Current.CancellationToken);
        return
        [
            .. from block in Block().Matches(document)
               from line in block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               select (block.Groups["kind"].Value, line),
        ];
    }

    [GeneratedRegex("^```json (?<kind>[a-z0-9-]+)\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Block();

    [GeneratedRegex("^\\{\"(?<name>\\w+)\":", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Variant();
}
