namespace Conductor.Hocon.Tests.Resolving;

public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("a = ${b}, b = 1", """{"a":1,"b":1}""")]
    [InlineData("b = 1, a = ${b}, b = 2", """{"a":2,"b":2}""")]
    [InlineData("b { c = true }, a = ${b.c}", """{"a":true,"b":{"c":true}}""")]
    [InlineData("b { c = 1 }, a = ${b}", """{"a":{"c":1},"b":{"c":1}}""")]
    [InlineData("b = [1, 2], a = ${b}", """{"a":[1,2],"b":[1,2]}""")]
    [InlineData("b = null, a = ${b}", """{"a":null,"b":null}""")]
    [InlineData("b = 1e5, a = x${b}y ${b}", """{"a":"x1e5y 1e5","b":1e5}""")]
    [InlineData("b = null, a = x${b}", """{"a":"xnull","b":null}""")]
    [InlineData("b.\"c.d\" = 1, a = ${b.\"c.d\"}", """{"a":1,"b":{"c.d":1}}""")]
    [InlineData("b = x, a = [${b}, ${b}]", """{"a":["x","x"],"b":"x"}""")]
    [InlineData("b c = 1, a = ${ b c }", """{"a":1,"b c":1}""")]
    [InlineData("b { c = 1 }, b { d = 2 }, a = ${b}", """{"a":{"c":1,"d":2},"b":{"c":1,"d":2}}""")]
    [InlineData("b = 1, x { b = 2, a = ${b} }", """{"b":1,"x":{"b":2,"a":1}}""")]
    public void A_substitution_is_replaced_by_the_last_value_of_its_path(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a = ${?b}", "{}")]
    [InlineData("a = 1, a = ${?b}", """{"a":1}""")]
    [InlineData("a = [1, ${?b}, 2]", """{"a":[1,2]}""")]
    [InlineData("a = ${?b}x", """{"a":"x"}""")]
    [InlineData("a = ${?b} x", """{"a":" x"}""")]
    [InlineData("a = ${?b}${?c}", "{}")]
    [InlineData("a = ${?b} ${?c}", "{}")]
    [InlineData("c = 1, a = ${?b}${?c}", """{"c":1,"a":"1"}""")]
    [InlineData("a { b = ${?c} }", """{"a":{}}""")]
    [InlineData("x = 5, a = ${?x.y}", """{"x":5}""")]
    public void An_optional_substitution_may_be_undefined(string hocon, string json) => Golden.Means(hocon, json);

    [Theory]
    [InlineData("a = ${b}", "1:5", "'b' is neither a key nor an environment variable")]
    [InlineData("a = x${b.c}", "1:6", "'b.c' is neither")]
    [InlineData("b { colour = 1 }, a = ${b.color}", "1:23", "did you mean 'colour'?")]
    [InlineData("b = 1, a = ${b.c}", "1:12", "'b.c' is neither")]
    [InlineData("a = ${b[]}", "1:5", "no environment variable b_0")]
    public void A_required_substitution_must_be_defined(string hocon, string place, string words) => Golden.Fails(hocon, place, words);

    [Theory]
    [InlineData("a = ${b\nc = 1", "1:8", "this line ends inside a substitution")]
    [InlineData("a = ${b", "1:8", "this line ends inside a substitution")]
    [InlineData("a = ${${b}}\nc = 1", "1:7", "cannot be part of a substitution")]
    [InlineData("a = ${b=c}", "1:8", "cannot be part of a substitution")]
    [InlineData("a = ${ ?b}", "1:8", "'?' is reserved")]
    [InlineData("a = ${b[}", "1:9", "cannot be part of a substitution")]
    public void A_broken_substitution_is_one_mistake(string hocon, string place, string words) => Golden.Fails(hocon, place, words);

    [Fact]
    public void What_a_later_value_hides_is_never_looked_at()
    {
        Golden.Means("a = ${nowhere}, a = 42", """{"a":42}""");
        Golden.Means("a = ${a}, a = 42", """{"a":42}""");
        Golden.Means("x = 42, a = ${nowhere}, a = ${x}", """{"x":42,"a":42}""");
    }

    [Fact]
    public void The_environment_answers_what_the_configuration_does_not()
    {
        var options = Golden.WithEnvironment(("HOME", "/home/ann"), ("EMPTY", ""), ("a.b", "dotted"), ("NUMBER", "8"));
        Golden.Means("p = ${HOME}/x", """{"p":"/home/ann/x"}""", options);
        Golden.Means("p = ${?EMPTY}", """{"p":""}""", options);
        Golden.Means("p = ${a.b}", """{"p":"dotted"}""", options);
        Golden.Means("p = ${NUMBER}", """{"p":"8"}""", options);
        Golden.Means("HOME = null, p = ${HOME}", """{"HOME":null,"p":null}""", options);
        Golden.Means("HOME = /root, p = ${HOME}", """{"HOME":"/root","p":"/root"}""", options);
        Golden.Means("HOME = ${HOME}", """{"HOME":"/home/ann"}""", options);
        Golden.Means("port = 80, port = ${?PORT}", """{"port":80}""", options);
    }

    [Fact]
    public void A_list_comes_from_numbered_variables()
    {
        var options = Golden.WithEnvironment(("X_0", "a"), ("X_1", "b"), ("X_3", "d"));
        Golden.Means("p = ${X[]}", """{"p":["a","b"]}""", options);
        Golden.Means("p = ${?Y[]}", "{}", options);
        Golden.Means("p = [z] ${?X[]}", """{"p":["z","a","b"]}""", options);
        Golden.Means("X = [1], p = ${?Y[]}${?X[]}", """{"X":[1],"p":["a","b"]}""", options);
    }
}
