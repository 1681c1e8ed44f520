using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Properties;

/// <summary>Arbitrary JSON documents, as text.</summary>
internal static class JsonGen
{
    // Every kind of character that some part of the language treats in its own way.
    private static readonly Gen<char> Character = Gen.Frequency(
        (6, Gen.Elements("abcxyzKMG0123456789".ToCharArray())),
        (4, Gen.Elements("$\"{}[]:=,+#`^?!@*&\\/.-_ \t".ToCharArray())),
        (2, Gen.Elements("\n\r\b\f\u0001\u001f\u007f\u0085\u00a0\u2028\ufeffäé漢".ToCharArray())));

    public static Gen<string> Text { get; } = Gen.Frequency(
        (8, Gen.ArrayOf(Character).Select(characters => new string(characters))),
        (1, Gen.Elements("true", "false", "null", "include", "1", "-0.5e3", "//", "${a}", "${?a}", "\"\"\"", "😀", "")));

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => n.ToString(null, null)),
        Gen.Elements("0", "-0", "1e5", "1E+5", "1e-5", "0.10", "-12.5e10", "123456789012345678901234567890"));

    /// <summary>A document with objects, arrays and every scalar, its white space arbitrary.</summary>
    public static Arbitrary<string> Document { get; } = Gen.Sized(size => Container(Math.Min(size, 40))).ToArbitrary();

    private static Gen<string> Value(int size) => size <= 1 ? Scalar : Gen.Frequency((2, Scalar), (1, Gen.Fresh(() => size).SelectMany(Container)));

    private static Gen<string> Scalar { get; } = Gen.Frequency(
        (4, Text.Select(Quote)),
        (3, Number),
        (1, Gen.Elements("true", "false", "null")));

    private static readonly Gen<string> Space = Gen.Elements("", "", "", " ", "\n", "\r\n", "\t \n");

    private static Gen<string> Container(int size) => Gen.OneOf(
        Gen.ListOf(Value(size / 2), Math.Min(size, 5)).SelectMany(elements => Join(elements, '[', ']')),
        Gen.ListOf(Field(size), Math.Min(size, 5)).SelectMany(fields => Join(fields.DistinctBy(field => field.Key).Select(field => field.Text), '{', '}')));

    private static Gen<(string Key, string Text)> Field(int size) =>
        from key in Text
        from before in Space
        from after in Space
        from value in Value(size / 2)
        select (key, Quote(key) + before + ":" + after + value);

    private static Gen<string> Join(IEnumerable<string> items, char open, char close) =>
        from before in Space
        from after in Space
        select open + before + string.Join(after + "," + before, items) + after + close;

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    public static JsonNode? Read(string json) => JsonNode.Parse(json);
}
