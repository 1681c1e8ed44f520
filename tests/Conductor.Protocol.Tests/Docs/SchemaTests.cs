using System.Text.Json;
using System.Text.Json.Nodes;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.Tests.Docs;

/// <summary>What docs/protocol-v2.schema.json allows is what the code writes and reads.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task The_schema_names_exactly_the_variants_of_the_code()
    {
        var definitions = (await SchemaAsync()).GetProperty("$defs");
        Assert.Equal(ClientMessageCodec.Names.Order(), Names(definitions.GetProperty("ClientMessage").GetProperty("properties")));
        Assert.Equal(ServerMessageCodec.Names.Order(), Names(definitions.GetProperty("ServerMessage").GetProperty("properties")));
        Assert.Equal(DirectiveCodec.Directives.Names.Order(), definitions.GetProperty("AvatarDirective").GetProperty("oneOf").EnumerateArray()
            .Select(choice => choice.GetProperty("required")[0].GetString()).Order());
    }

    [Fact]
    public async Task The_schema_names_exactly_the_words_of_the_code()
    {
        var definitions = (await SchemaAsync()).GetProperty("$defs");
        Assert.Equal(Enum.GetNames<ErrorCode>(), Words(definitions, "ErrorCode"));
        Assert.Equal(Enum.GetNames<EndReason>(), Words(definitions, "EndReason"));
        Assert.Equal(Enum.GetNames<TurnStage>(), Words(definitions, "TurnStage"));
        Assert.Equal(Enum.GetNames<PromptPolicy>(), Words(definitions, "PromptPolicy"));
    }

    [Fact]
    public async Task Whatever_is_written_fits_the_schema()
    {
        var validator = new SchemaValidator(await SchemaAsync());
        Rule.Holds(Arbitrary.AnyOf<ClientMessage>(), message => Assert.Null(validator.Check("ClientMessage", Parse(Payload.Of(message)))), cases: 1000);
        Rule.Holds(Arbitrary.AnyOf<ServerMessage>(), message => Assert.Null(validator.Check("ServerMessage", Parse(Payload.Of(message)))), cases: 1000);
    }

    [Fact]
    public async Task A_field_is_required_by_the_schema_exactly_when_it_is_by_the_code()
    {
        var definitions = (await SchemaAsync()).GetProperty("$defs");
        Rule.Holds(Arbitrary.AnyOf<ClientMessage>(), message => AssertRequired(definitions, Payload.Of(message), IsClientMessage), cases: 1000);
        Rule.Holds(Arbitrary.AnyOf<ServerMessage>(), message => AssertRequired(definitions, Payload.Of(message), IsServerMessage), cases: 1000);
    }

    // Takes away one field after another.
    private static void AssertRequired(JsonElement definitions, string json, Func<string, bool> isRead)
    {
        var (variant, fields) = JsonNode.Parse(json)!.AsObject().Single();
        var required = definitions.GetProperty(variant).GetProperty("required").EnumerateArray().Select(name => name.GetString()).ToArray();
        foreach (var name in fields!.AsObject().Select(field => field.Key).ToArray())
        {
            var without = fields.DeepClone().AsObject();
            without.Remove(name);
            Assert.Equal(!required.Contains(name), isRead(new JsonObject { [variant] = without }.ToJsonString()));
        }
    }

    private static bool IsClientMessage(string json) => ClientMessageCodec.TryRead(Payload.Of(json), out _, out _);

    private static bool IsServerMessage(string json) => ServerMessageCodec.TryRead(Payload.Of(json), out _, out _);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name).Order();

    private static IEnumerable<string?> Words(JsonElement definitions, string name) =>
        definitions.GetProperty(name).GetProperty("enum").EnumerateArray().Select(word => word.GetString());

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static async Task<JsonElement> SchemaAsync() =>
        Parse(await Repository.ReadAsync("docs/protocol-v2.schema.json", TestContext.Current.CancellationToken));
}
