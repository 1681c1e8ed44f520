using Conductor.Hocon.Rendering;
using Conductor.Hocon.Tests.Properties;
using Conductor.Hocon.Values;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Values;

public sealed class ObjectTests
{
    [Theory]
    [InlineData("a { x = 1 }", "a = 42", "a { y = 2 }", """{"a":{"x":1}}""")]
    [InlineData("a { x = 1 }", "a { y = 2 }", "a = 42", """{"a":{"x":1,"y":2}}""")]
    [InlineData("a = null", "a { y = 2 }", "", """{"a":null}""")]
    [InlineData("b = 1", "a { x = 1, y { p = 1 } }", "a { y { p = 2, q = 2 } }", """{"a":{"y":{"p":1,"q":2},"x":1},"b":1}""")]
    public void Fallbacks_merge_like_earlier_fields(string first, string second, string third, string json) =>
        Golden.AssertSame(json, Golden.Parse(first).WithFallback(Golden.Parse(second).WithFallback(Golden.Parse(third))));

    [Fact]
    public void A_fallback_is_what_an_earlier_text_would_be() =>
        Rule.Holds(Properties.JsonGen.Document, Properties.JsonGen.Document, (upper, lower) =>
        {
            var (over, under) = (Golden.Parse($"{{ root = {upper.Trim()} }}"), Golden.Parse($"{{ root = {lower.Trim()} }}"));
            var text = HoconRenderer.Render(under) + HoconRenderer.Render(over);
            return over.WithFallback(under).Equals(Golden.Parse(text))
                && over.Equals(Golden.Parse(HoconRenderer.Render(over), Golden.Bare with { Overrides = over }))
                && over.WithFallback(under).Equals(Golden.Parse(HoconRenderer.Render(over), Golden.Bare with { Fallback = under }));
        }, 500);

    [Fact]
    public void A_value_is_set_without_changing_the_object()
    {
        var before = Golden.Parse("a { b = 1, c = 2 }, d = 3");
        var value = HoconScalar.FromText("x", HoconOrigin.Described("command line"));
        var after = before.With(HoconPath.Parse("a.b"), value).With(HoconPath.Parse("d.\"e.f\".g"), value);
        Golden.AssertSame("""{"a":{"b":"x","c":2},"d":{"e.f":{"g":"x"}}}""", after);
        Golden.AssertSame("""{"a":{"b":1,"c":2},"d":3}""", before);
        Assert.True(after.TryGet("d", out var made));
        Assert.Equal("command line", made.Origin.ToString());
        Assert.Throws<ArgumentException>(() => before.With(HoconPath.Root, value));
    }

    [Fact]
    public void All_leaves_are_listed_with_their_paths_and_origins()
    {
        var leaves = Golden.Parse("a { b.c = 1\n \"d.e\" = [ {} ] }\nf {}").Leaves().Select(leaf => $"{leaf.Key} at {leaf.Value.KeyOrigin}");
        Assert.Equal(["a.b.c at test.conf:1:5", "a.\"d.e\" at test.conf:2:2", "f at test.conf:3:1"], leaves);
    }

    [Fact]
    public void Equal_values_have_equal_structure_and_scalars()
    {
        Assert.True(Golden.Parse("a = 1, b = [x]").Equals(Golden.Parse("b = [x]\na = 1")));
        Assert.Equal(Golden.Parse("a = 1, b = [x]").GetHashCode(), Golden.Parse("b = [x]\na = 1").GetHashCode());
        Assert.False(Golden.Parse("a = 1").Equals(Golden.Parse("a = 1.0")));
        Assert.False(Golden.Parse("a = 1").Equals(Golden.Parse("a = \"1\"")));
        Assert.False(Golden.Parse("a = [1, 2]").Equals(Golden.Parse("a = [2, 1]")));
        Assert.False(Golden.Parse("a {}").Equals(Golden.Parse("b {}")));
    }
}
