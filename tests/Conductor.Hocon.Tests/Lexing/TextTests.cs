namespace Conductor.Hocon.Tests.Lexing;

public sealed class TextTests
{
    [Theory]
    [InlineData("a = word", "\"word\"")]
    [InlineData("a = /usr/local/bin", "\"/usr/local/bin\"")]
    [InlineData("a = 10.0bar", "\"10.0bar\"")]
    [InlineData("a = bar10.0", "\"bar10.0\"")]
    [InlineData("a = truefoo", "\"truefoo\"")]
    [InlineData("a = footrue", "\"footrue\"")]
    [InlineData("a = true", "true")]
    [InlineData("a = null", "null")]
    [InlineData("a = -1.5e+3", "-1.5e+3")]
    [InlineData("a = 1e5", "1e5")]
    [InlineData("a = 0", "0")]
    [InlineData("a = 01", "\"01\"")]
    [InlineData("a = 1.", "\"1.\"")]
    [InlineData("a = .5", "\".5\"")]
    [InlineData("a = -", "\"-\"")]
    [InlineData("a = NaN", "\"NaN\"")]
    [InlineData("a = 10%", "\"10%\"")]
    [InlineData("a = x(y);<z>|'~", "\"x(y);<z>|'~\"")]
    [InlineData("a = x\u0001y", "\"x\\u0001y\"")]
    [InlineData("a = äöü漢字", "\"äöü漢字\"")]
    public void A_text_without_quotes_is_typed_only_if_all_of_it_is_one_literal(string hocon, string json) => Golden.Means(hocon, $$"""{"a":{{json}}}""");

    [Theory]
    [InlineData('`')]
    [InlineData('^')]
    [InlineData('?')]
    [InlineData('!')]
    [InlineData('@')]
    [InlineData('*')]
    [InlineData('&')]
    [InlineData('\\')]
    [InlineData('$')]
    [InlineData('+')]
    public void A_reserved_character_needs_quotes(char c)
    {
        Golden.Fails($"a = x{c}y\nb = 1", "1:6", $"'{c}' is reserved");
        Golden.Means($"a = \"x{(c == '\\' ? "\\\\" : c)}y\"", $$"""{"a":{{System.Text.Json.JsonSerializer.Serialize($"x{c}y")}}}""");
    }

    [Theory]
    [InlineData("a = http://host", "1:9", "':' cannot stand in the value of 'a'")]
    [InlineData("a = b = c", "1:7", "'=' cannot stand in the value of 'a'")]
    [InlineData("a = b += c", "1:7", "'+=' cannot stand in the value of 'a'")]
    public void A_separator_inside_a_value_needs_quotes(string hocon, string place, string words) => Golden.Fails(hocon, place, words);

    [Theory]
    [InlineData("""a = "\" \\ \/ \b \f \n \r \t \u00e9 \uD83D\uDE00" """, """{"a":"\" \\ / \b \f \n \r \t é 😀"}""")]
    [InlineData("a = \"\"", """{"a":""}""")]
    [InlineData("a = \"${b}\"", """{"a":"${b}"}""")]
    [InlineData("a = \"x\u007fy\"", """{"a":"x\u007fy"}""")]
    public void Quoted_text_is_written_as_in_json(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a = \"x\\q\"", "1:7", "unknown escape")]
    [InlineData("a = \"\\u12\"", "1:6", "unknown escape")]
    [InlineData("a = \"\\u12G4\"", "1:6", "unknown escape")]
    [InlineData("a = \"\\u 123\"", "1:6", "unknown escape")]
    [InlineData("a = \"x\u0001\"", "1:7", "U+0001")]
    [InlineData("a = \"x\ty\"", "1:7", "U+0009")]
    [InlineData("a = \"x", "1:5", "not closed")]
    [InlineData("a = \"x\nb = 2", "1:5", "not closed")]
    [InlineData("a = \"\"\"x\n", "1:5", "never closed")]
    public void Broken_quotes_are_shown_where_they_break(string hocon, string place, string words) => Golden.Fails(hocon, place, words);

    [Theory]
    [InlineData("a = \"\"\"x\n  \"y\" \\n ${z} #\"\"\"", """{"a":"x\n  \"y\" \\n ${z} #"}""")]
    [InlineData("a = \"\"\"\"\"\"", """{"a":""}""")]
    [InlineData("a = \"\"\"foo\"\"\"\"", """{"a":"foo\""}""")]
    [InlineData("a = \"\"\"\"\"foo\"\"\"\"\"", """{"a":"\"\"foo\"\""}""")]
    [InlineData("a = \"\"\"\\u0041\"\"\"", """{"a":"\\u0041"}""")]
    public void Triple_quotes_keep_everything_as_it_is(string hocon, string json) => Golden.Means(hocon, json);
}
