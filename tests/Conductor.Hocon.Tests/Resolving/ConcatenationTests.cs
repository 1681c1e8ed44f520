namespace Conductor.Hocon.Tests.Resolving;

public sealed class ConcatenationTests
{
    [Theory]
    [InlineData("a =  foo bar  baz  ", "\"foo bar  baz\"")]
    [InlineData("a = foo\tbar", "\"foo\\tbar\"")]
    [InlineData("a = \"foo\" bar", "\"foo bar\"")]
    [InlineData("a = \" foo \" bar", "\" foo  bar\"")]
    [InlineData("a = \"foo\"bar\"baz\"", "\"foobarbaz\"")]
    [InlineData("a = 1 2", "\"1 2\"")]
    [InlineData("a = 1e5 x 0.10", "\"1e5 x 0.10\"")]
    [InlineData("a = true false null", "\"true false null\"")]
    [InlineData("a = true  # comment", "true")]
    [InlineData("a = include x", "\"include x\"")]
    public void Simple_values_on_a_line_join_with_the_white_space_between_them(string hocon, string json) => Golden.Means(hocon, $$"""{"a":{{json}}}""");

    [Theory]
    [InlineData("a = [1] [2, 3]", "[1,2,3]")]
    [InlineData("a = [1][2]", "[1,2]")]
    [InlineData("a = [\n1\n] [\n2\n]", "[1,2]")]
    [InlineData("a = [[1, 2] [3, 4]]", "[[1,2,3,4]]")]
    [InlineData("a = [[1, 2]\n[3, 4]]", "[[1,2],[3,4]]")]
    [InlineData("a = [1 2 3 4]", "[\"1 2 3 4\"]")]
    [InlineData("x = [1]\na = ${x} [2] ${x}", "[1,2,1]")]
    [InlineData("x = [1]\na = ${x} ${x}", "[1,1]")]
    [InlineData("a = [1] {\"0\" = x, \"7\" = y}", "[1,\"x\",\"y\"]")]
    [InlineData("a = {\"1\" = y, \"0\" = x, other = z} [1]", "[\"x\",\"y\",1]")]
    [InlineData("a = [1] ${?absent} [2]", "[1,2]")]
    public void Arrays_join_into_one(string hocon, string json) => Golden.AssertSame(json, Golden.Parse(hocon).Single(field => field.Key == "a").Value);

    [Theory]
    [InlineData("a = { b = 1 } { c = 2 }", """{"b":1,"c":2}""")]
    [InlineData("a { b = 1 } { b = 2 }", """{"b":2}""")]
    [InlineData("x { size = 6, at { p = 1 } }\na = ${x} { name = east, at { q = 2 } }", """{"size":6,"at":{"p":1,"q":2},"name":"east"}""")]
    [InlineData("x { b = 1 }\na = { b = 0 } ${x}", """{"b":1}""")]
    [InlineData("a = ${?absent} { b = 1 }", """{"b":1}""")]
    public void Objects_join_by_merging(string hocon, string json) => Golden.AssertSame(json, Golden.Parse(hocon).Single(field => field.Key == "a").Value);

    [Theory]
    [InlineData("a = [1] {b = 2}")]
    [InlineData("a = {b = 2} [1]")]
    [InlineData("a = x [1]")]
    [InlineData("a = {b = 2} x")]
    [InlineData("a = [1] \" \" [2]")]
    [InlineData("x = {b = 2}, a = ${x}\" \"${x}")]
    [InlineData("x = {b = 2}, a = ${x} [1]")]
    [InlineData("x = [1], a = text ${x}")]
    [InlineData("x = null, a = ${x} [1]")]
    public void Kinds_of_value_do_not_mix(string hocon)
    {
        var error = Assert.Single(Golden.Errors(hocon));
        Assert.Contains("cannot be joined with", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_end_ends_a_concatenation() => Golden.Fails("a = {b = 1}\n{c = 2}", "2:1", "stands where a key is expected");
}
