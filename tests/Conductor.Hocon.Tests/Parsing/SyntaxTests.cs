namespace Conductor.Hocon.Tests.Parsing;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("a = 1 # hash\nb = 2 // slashes", """{"a":1,"b":2}""")]
    [InlineData("# only a comment", "{}")]
    [InlineData("a = \"# no // comment\"", """{"a":"# no // comment"}""")]
    [InlineData("a = x//y\nb = x/y", """{"a":"x","b":"x/y"}""")]
    [InlineData("a = [1, # one\n 2 // two\n]", """{"a":[1,2]}""")]
    public void Comments_run_to_the_end_of_the_line(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("", "{}")]
    [InlineData(" \n\t\n", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("a : 1", """{"a":1}""")]
    [InlineData("{ a : 1 }", """{"a":1}""")]
    [InlineData("\n\n{ a : 1 }\n# end", """{"a":1}""")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("\uFEFFa = 1", """{"a":1}""")]
    public void The_root_is_an_object_unless_it_starts_with_a_bracket(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a = 1 }", "1:7", "closes nothing")]
    [InlineData("{ a = 1", "1:1", "never closed")]
    [InlineData("{ a = 1 } b = 2", "1:11", "follows the end of the root object")]
    [InlineData("[1] [2]", "1:5", "follows the end of the root array")]
    [InlineData("a = [1", "1:5", "never closed")]
    [InlineData("a = [1 }", "1:5", "never closed")]
    [InlineData("\"just text\"", "1:1", "has no value")]
    public void Brackets_are_balanced(string hocon, string place, string words)
    {
        var error = Golden.Errors(hocon)[0];
        Assert.StartsWith(place + ": ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=1\nb:2\nc{d=3}", """{"a":1,"b":2,"c":{"d":3}}""")]
    [InlineData("a = { b = 1 }", """{"a":{"b":1}}""")]
    [InlineData("a\n{ b\n:\n1 }", """{"a":{"b":1}}""")]
    [InlineData("a =\n  1", """{"a":1}""")]
    [InlineData("a.b{c=1}", """{"a":{"b":{"c":1}}}""")]
    public void Equals_colon_or_nothing_before_a_brace_separate_key_and_value(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("[1,2,3,]", "[1,2,3]")]
    [InlineData("[1\n2\n3]", "[1,2,3]")]
    [InlineData("[1,\n2\n,3\n]", "[1,2,3]")]
    [InlineData("[1\n\n\n2,\n\n]", "[1,2]")]
    [InlineData("{a:1,b:2,}", """{"a":1,"b":2}""")]
    [InlineData("{a:1\nb:2}", """{"a":1,"b":2}""")]
    [InlineData("{\n a:1\n,b:2\n}", """{"a":1,"b":2}""")]
    [InlineData("[]", "[]")]
    public void A_line_end_does_what_a_comma_does(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("[1,2,3,,]", "1:8")]
    [InlineData("[,1,2,3]", "1:2")]
    [InlineData("[1,,2,3]", "1:4")]
    [InlineData("{a:1,,b:2}", "1:6")]
    [InlineData("{,a:1}", "1:2")]
    [InlineData("{a:1,b:2,,}", "1:10")]
    public void A_comma_without_a_value_before_it_is_a_mistake(string hocon, string place) => Golden.Fails(hocon, place, "missing before this comma");

    [Theory]
    [InlineData(' ')]
    [InlineData('\t')]
    [InlineData('\v')]
    [InlineData('\f')]
    [InlineData('\r')]
    [InlineData('\u001c')]
    [InlineData('\u001f')]
    [InlineData('\u00a0')]
    [InlineData('\u2007')]
    [InlineData('\u202f')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u3000')]
    [InlineData('\ufeff')]
    public void White_space_is_what_the_specification_lists(char space) =>
        Golden.Means($"{space}a{space}={space}x{space}y{space}", $$"""{"a":{{System.Text.Json.JsonSerializer.Serialize($"x{space}y")}}}""");

    [Fact]
    public void Only_a_line_feed_ends_a_line() => Golden.Means("a = x\ry\u2028z\u0085\n", """{"a":"x\ry\u2028z\u0085"}""");

    [Theory]
    [InlineData("a = 1, a = 2", """{"a":2}""")]
    [InlineData("a { x = 1 }, a { y = 2 }", """{"a":{"x":1,"y":2}}""")]
    [InlineData("a { x { p = 1, q = 2 } }, a { x { q = 3 }, z = 4 }", """{"a":{"x":{"p":1,"q":3},"z":4}}""")]
    [InlineData("a { x = 1 }, a = null, a { y = 2 }", """{"a":{"y":2}}""")]
    [InlineData("a { x = 1 }, a = 5", """{"a":5}""")]
    [InlineData("a = 5, a { x = 1 }", """{"a":{"x":1}}""")]
    [InlineData("a = [1], a = [2]", """{"a":[2]}""")]
    public void Later_fields_win_and_objects_merge(string hocon, string json) => Golden.Means(hocon, json);
}
