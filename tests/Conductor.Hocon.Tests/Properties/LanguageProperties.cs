using System.Text.Json.Nodes;
using Conductor.Hocon.Rendering;
using Conductor.Hocon.Values;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Properties;

public sealed class LanguageProperties
{
    private const string Sample =
        """"
        {
        a { b = ${?c} "text" 1.5e3, "q.r" = [ 1, ${a.b}, { c = ${?d} } ] // comment
          l += 1, l += ${?l} # more
        }
        p.q."r s" : """raw "text""" , n = null, t = true
        o = ${a} { b = 2 } {
          z = ${o.b}
        }
        s = ${?X[]} ${s2}, s2 = [ "x\n\u00e9" ], s = ${s} [ y ]
        }
        """";

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", "=", "+=", ",", "\n", " ", "\"", "\"\"\"", "${", "${?", "}", "#", "//", ".", "\\", "+", "include ", "file(", ")", "required(",
        "a", "b", "a.b", "1", "1e+5", "true", "null", "é", "😀", "\ud83d", "\0", "\t", "${a}", "${?b}", "${a.b}", "a = ${a}", "a = [${a}]", "\"x\"", "a {", "b += ", "[]",
    ];

    [Fact]
    public void Any_JSON_means_what_System_Text_Json_reads() =>
        Rule.Holds(JsonGen.Document, json =>
            JsonNode.DeepEquals(JsonGen.Read(json), Golden.ToJson(HoconDocument.Parse(json, options: Golden.Bare).Root)));

    [Fact]
    public void What_is_printed_parses_to_the_same() =>
        Rule.Holds(JsonGen.Document, json =>
        {
            var value = HoconDocument.Parse(json, options: Golden.Bare).Root;
            return Reads(value, new HoconRenderOptions()) && Reads(value, new HoconRenderOptions { ShowOrigins = true })
                && Reads(value, new HoconRenderOptions { AsJson = true })
                && JsonNode.DeepEquals(JsonGen.Read(json), JsonGen.Read(HoconRenderer.Render(value, new HoconRenderOptions { AsJson = true })));
        });

    [Fact]
    public void A_path_reads_as_it_is_printed() =>
        Rule.Holds(Gen.NonEmptyListOf(JsonGen.Text).ToArbitrary(), keys =>
            HoconPath.Parse(HoconPath.Of([.. keys]).ToString()).SequenceEqual(keys));

    [Fact]
    public void Any_key_is_found_where_it_was_written() =>
        Rule.Holds(Gen.NonEmptyListOf(JsonGen.Text).ToArbitrary(), keys =>
        {
            var path = HoconPath.Of([.. keys]);
            var document = HoconDocument.Parse($"{path} = here\nthere = ${{{path}}}", options: Golden.Bare);
            return document.Object.TryGet(path, out var here) && here is HoconScalar { Text: "here" }
                && document.Object.TryGet("there", out var there) && there.Equals(here);
        });

    [Fact]
    public void Any_text_is_a_document_or_has_errors() =>
        Rule.Holds(ArbMap.Default.ArbFor<string>(), text => EndsWell(text ?? ""));

    [Fact]
    public void Any_sequence_of_meaningful_pieces_is_a_document_or_has_errors() =>
        Rule.Holds(Gen.ListOf(Gen.Elements(Pieces)).ToArbitrary(), pieces => EndsWell(string.Concat(pieces)), 10_000);

    [Fact]
    public void Any_mutation_of_a_document_is_a_document_or_has_errors()
    {
        var change =
            from at in Gen.Choose(0, Sample.Length)
            from length in Gen.Choose(0, 10)
            from piece in Gen.Elements(Pieces)
            select (at, length, piece);
        var changes = Gen.Choose(1, 3).SelectMany(count => Gen.ListOf(change, count));
        Rule.Holds(changes.ToArbitrary(), changed =>
        {
            var text = Sample;
            foreach (var (at, length, piece) in changed)
            {
                var start = Math.Min(at, text.Length);
                text = text[..start] + piece + text[Math.Min(text.Length, start + length)..];
            }
            return EndsWell(text);
        }, 5_000);
    }

    [Fact]
    public void Any_beginning_of_a_document_is_a_document_or_has_errors()
    {
        for (var length = 0; length <= Sample.Length; length++) Assert.True(EndsWell(Sample[..length]));
    }

    [Fact]
    public void Any_set_of_keys_that_refer_to_one_another_resolves_or_has_errors()
    {
        // All small graphs of references: direct, optional, through objects, arrays, concatenations and their own earlier values.
        var value = Gen.Elements("1", "{x = 1}", "[1]", "${a}", "${?a}", "${b}", "${?b}", "${c}", "${a.x}", "${b.x}", "${?c.x}", "[${a}]", "{x = ${b}}", "{x = ${?c.x}}", "${a} ${b}",
            "${?a}${?c}", "${b} {x = 2}", "${?c} [2]", "{x = ${a.y}, y = 3}", "${c} {y = ${c.x}}");
        var field =
            from key in Gen.Elements("a", "b", "c", "a.x", "b.x")
            from separator in Gen.Elements("=", "=", "=", "+=")
            from meaning in value
            select $"{key} {separator} {meaning}";
        Rule.Holds(Gen.ListOf(field).Select(fields => string.Join('\n', fields.Take(10))).ToArbitrary(), EndsWell, 20_000);
    }

    [Fact]
    public void Substitutions_find_their_values_in_any_order()
    {
        // Each key may refer to those with a smaller number, which makes the result easy to tell.
        var plan =
            from count in Gen.Choose(1, 12)
            from links in Gen.ArrayOf(Gen.Choose(0, 30), count * 2)
            from order in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
            select (Links: links, Order: order);
        Rule.Holds(plan.ToArbitrary(), drawn =>
        {
            var (values, fields) = (new List<string>(), new List<string>());
            for (var i = 0; i < drawn.Order.Length; i++)
            {
                var (left, right) = (drawn.Links[2 * i], drawn.Links[2 * i + 1]);
                values.Add($"{(left < i ? values[left] : "")}v{i}-{(right < i ? values[right] : "")}");
                fields.Add($"n{i % 3}.k{i} = {Link(left, i)}v{i}-{Link(right, i)}");
            }
            var root = HoconDocument.Parse(string.Join('\n', drawn.Order.Select(i => fields[i])), options: Golden.Bare).Object;
            return Enumerable.Range(0, values.Count).All(i => root.TryGet($"n{i % 3}.k{i}", out var value) && ((HoconScalar)value).Text == values[i]);
        });

        static string Link(int to, int from) => to < from ? $"${{n{to % 3}.k{to}}}" : to % 2 == 0 ? "" : "${?nowhere}";
    }

    private static bool Reads(HoconValue value, HoconRenderOptions options) =>
        HoconDocument.Parse(HoconRenderer.Render(value, options), options: Golden.Bare).Root.Equals(value);

    /// <summary>Parsing gives a document that prints and parses again, or errors at places within the text.</summary>
    private static bool EndsWell(string text)
    {
        var options = Golden.Bare with { Limits = new HoconLimits { MaxSubstitutions = 5_000, MaxResolvedSize = 100_000 } };
        if (HoconDocument.TryParse(text, out var document, out var errors, options)) return errors.Count == 0 && Reads(document.Root, new HoconRenderOptions());
        var lines = text.Split('\n');
        return errors.Count > 0 && errors.All(error =>
            error.Explain().Length is > 0 and < 1_500 && (text.Length == 0 || (error.Origin.Line >= 1 && error.Origin.Line <= lines.Length && error.Origin.Column <= lines[error.Origin.Line - 1].Length + 1)));
    }
}
