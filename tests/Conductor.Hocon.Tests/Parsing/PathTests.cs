using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Parsing;

public sealed class PathTests
{
    [Theory]
    [InlineData("a.b.c = 1", """{"a":{"b":{"c":1}}}""")]
    [InlineData("a.x = 1, a.y = 2", """{"a":{"x":1,"y":2}}""")]
    [InlineData("a.\"b.c\" = 1", """{"a":{"b.c":1}}""")]
    [InlineData("a\"b.c\"d = 1", """{"ab.cd":1}""")]
    [InlineData("10.0foo = 1", """{"10":{"0foo":1}}""")]
    [InlineData("foo10.0 = 1", """{"foo10":{"0":1}}""")]
    [InlineData("foo\"10.0\" = 1", """{"foo10.0":1}""")]
    [InlineData("1.2.3 = 1", """{"1":{"2":{"3":1}}}""")]
    [InlineData("3.14 = 1", """{"3":{"14":1}}""")]
    [InlineData("true = 1, null = 2, 3 = 4", """{"true":1,"null":2,"3":4}""")]
    [InlineData("a b c = 1", """{"a b c":1}""")]
    [InlineData("a b.c d = 1", """{"a b":{"c d":1}}""")]
    [InlineData("a.\"\".b = 1", """{"a":{"":{"b":1}}}""")]
    [InlineData("\"\" = 1", """{"":1}""")]
    [InlineData("\"include\" = 1", """{"include":1}""")]
    [InlineData("foo include = 1", """{"foo include":1}""")]
    [InlineData("includes = 1", """{"includes":1}""")]
    [InlineData("a.include = 1", """{"a":{"include":1}}""")]
    [InlineData("gpu-1 { url = x }", """{"gpu-1":{"url":"x"}}""")]
    public void A_key_is_a_path(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a..b = 1", "1:3")]
    [InlineData(".a = 1", "1:1")]
    [InlineData("a. = 1", "1:3")]
    [InlineData("a. .b = 1", "1:4")]
    [InlineData("x = ${a..b}", "1:9")]
    [InlineData("x = ${}", "1:7")]
    public void An_empty_key_in_a_path_needs_quotes(string hocon, string place) => Golden.Fails(hocon, place, "empty key");

    [Theory]
    [InlineData("${a} = 1", "1:1", "a substitution cannot be a key")]
    [InlineData("a${b} = 1", "1:2", "follows the key 'a'")]
    [InlineData("a", "1:1", "the key 'a' has no value")]
    [InlineData("a.b\nc = 1", "1:1", "the key 'a.b' has no value")]
    [InlineData("a =\n}", "2:1", "'a' has no value")]
    [InlineData("a = # nothing\n\n", "3:1", "'a' has no value")]
    [InlineData("{ a = }", "1:7", "'a' has no value")]
    [InlineData("a [1]", "1:3", "follows the key 'a'")]
    [InlineData("[1] = 1", "1:5", "follows the end of the root array")]
    [InlineData("a = 1 \"b\" = 2", "1:11", "'=' cannot stand in the value of 'a'")]
    public void A_field_is_a_key_and_a_value(string hocon, string place, string words)
    {
        var error = Golden.Errors(hocon)[0];
        Assert.StartsWith(place + ": ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b", "a", "b")]
    [InlineData("models.\"qwen3:8b\".target", "models", "qwen3:8b", "target")]
    [InlineData("\"\"", "")]
    [InlineData(" a b . c ", "a b ", " c")]
    public void A_path_reads_as_it_is_written(string text, params string[] keys)
    {
        var path = HoconPath.Parse(text);
        Assert.Equal(keys, path);
        Assert.Equal(path, HoconPath.Parse(path.ToString()));
        Assert.Equal(HoconPath.Of(keys), path);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("a:b")]
    [InlineData("a=b")]
    [InlineData("${a}")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    [InlineData("\"a")]
    public void What_is_no_path_is_a_wrong_argument(string text) => Assert.Throws<ArgumentException>(() => HoconPath.Parse(text));
}
