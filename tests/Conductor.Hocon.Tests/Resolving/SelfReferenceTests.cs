namespace Conductor.Hocon.Tests.Resolving;

public sealed class SelfReferenceTests
{
    [Theory]
    [InlineData("path = \"a:b\", path = ${path}\":c\"", """{"path":"a:b:c"}""")]
    [InlineData("path = [a], path = ${path} [b], path = ${path} [c]", """{"path":["a","b","c"]}""")]
    [InlineData("foo { a = 1 }, foo = ${foo}", """{"foo":{"a":1}}""")]
    [InlineData("foo { a { c = 1 } }, foo = ${foo.a}, foo { a = 2 }", """{"foo":{"a":2,"c":1}}""")]
    [InlineData("a = ${?a}foo", """{"a":"foo"}""")]
    [InlineData("foo = ${?foo}", "{}")]
    [InlineData("foo = ${foo}, foo = 42", """{"foo":42}""")]
    [InlineData("a.b = 1, a.b = ${a.b}2", """{"a":{"b":"12"}}""")]
    [InlineData("a { b = [1] }, a { b = ${a.b} [2] }", """{"a":{"b":[1,2]}}""")]
    [InlineData("base { l = [1] }, a = ${base}, a { l = ${a.l} [2] }", """{"base":{"l":[1]},"a":{"l":[1,2]}}""")]
    [InlineData("base { l = [1] }, a = ${base} { l = ${a.l} [2] }", """{"base":{"l":[1]},"a":{"l":[1,2]}}""")]
    [InlineData("app { l = [1] }, app = ${app} { l = ${app.l} [2] }", """{"app":{"l":[1,2]}}""")]
    public void A_key_that_refers_to_itself_means_its_earlier_value(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }, bar { foo = 43 }", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar { a = ${foo.d}, b = 1 }, bar.b = 3, foo { c = ${bar.b}, d = 2 }, foo.d = 4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("base { n = 1 }, bar = ${base} { foo = 42, baz = ${bar.foo}, n2 = ${bar.n} }", """{"base":{"n":1},"bar":{"n":1,"foo":42,"baz":42,"n2":1}}""")]
    [InlineData("a = ${b} { x = 1 }, b { y = ${a.x} }", """{"a":{"y":1,"x":1},"b":{"y":1}}""")]
    [InlineData("b { y = ${a.x} }, a = ${b} { x = 1 }", """{"a":{"y":1,"x":1},"b":{"y":1}}""")]
    [InlineData("a { x = 1, y = ${a.x} }, a = ${a} { x = 2 }", """{"a":{"x":2,"y":2}}""")]
    public void An_object_may_refer_to_its_own_parts(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a = 1, b = 2, a = ${b}, b = ${a}")]
    [InlineData("b = 2, a = 1, b = ${a}, a = ${b}")]
    public void Two_keys_that_refer_to_each_other_get_the_same_value(string hocon)
    {
        var root = Golden.Parse(hocon);
        Assert.True(root.TryGet("a", out var a) && root.TryGet("b", out var b) && a.Equals(b));
    }

    [Theory]
    [InlineData("a = 1, b = ${a}, a = ${b}", """{"a":1,"b":1}""")]
    [InlineData("b = ${a}, a = 1, a = ${b}", """{"a":1,"b":1}""")]
    public void A_circle_is_broken_at_the_key_that_has_an_earlier_value(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("foo = ${foo}", "1:7", "'foo' leads back to where it stands")]
    [InlineData("foo = ${foo}, foo { a = 1 }", "1:7", "'foo' leads back to where it stands")]
    [InlineData("a = ${a}x", "1:5", "'a' leads back to where it stands")]
    [InlineData("a { b = ${a} }", "1:9", "'a' leads back to where it stands")]
    [InlineData("a = [${a}]", "1:6", "'a' leads back to where it stands")]
    [InlineData("a = [1], a = [${a}]", "1:15", "'a' leads back to where it stands")]
    [InlineData("bar = ${foo}\nfoo = ${bar}", "1:7", "${foo} at test.conf:1:7, then ${bar} at test.conf:2:7")]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}", "1:5", "${b} at test.conf:1:5, then ${c} at test.conf:2:5, then ${a} at test.conf:3:5")]
    [InlineData("a = ${b}, b { x = ${a} }", "1:5", "then ${a}")]
    [InlineData("a = ${b} {}, b = ${a.x}", "1:5", "then ${a.x}")]
    public void A_circle_without_an_earlier_value_is_one_mistake(string hocon, string place, string words)
    {
        var error = Assert.Single(Golden.Errors(hocon));
        Assert.StartsWith(place + ": ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a { b = ${?a} }", """{"a":{}}""")]
    [InlineData("a = [${?a}]", """{"a":[]}""")]
    [InlineData("a = ${?b}, b = ${?a}", "{}")]
    public void An_optional_circle_is_undefined(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a += 1", """{"a":[1]}""")]
    [InlineData("a = [1], a += 2, a += [3]", """{"a":[1,2,[3]]}""")]
    [InlineData("a += ${b}, b = x", """{"a":["x"],"b":"x"}""")]
    [InlineData("a += ${?b}", """{"a":[]}""")]
    [InlineData("x.a = [1], x { a += 2 }", """{"x":{"a":[1,2]}}""")]
    [InlineData("base { l = [1] }, a = ${base}, a.l += 2", """{"base":{"l":[1]},"a":{"l":[1,2]}}""")]
    [InlineData("a = [{ l += 1, l += 2 }]", """{"a":[{"l":[1,2]}]}""")]
    [InlineData("a { \"0\" = x }, a += y", """{"a":["x","y"]}""")]
    [InlineData("a += { b = 1 }, a += { b = 2 }", """{"a":[{"b":1},{"b":2}]}""")]
    public void Plus_equals_appends(string hocon, string json) => Golden.Means(hocon, json);

    [Fact]
    public void Plus_equals_asks_no_environment() => Golden.Means("PATH += x", """{"PATH":["x"]}""", Golden.WithEnvironment(("PATH", "/bin")));

    [Theory]
    [InlineData("a = 1, a += 2")]
    [InlineData("a { b = 1 }, a += 2")]
    public void Plus_equals_needs_an_array(string hocon) => Assert.Contains("'+=' adds an element to an array", Assert.Single(Golden.Errors(hocon)), StringComparison.Ordinal);
}
