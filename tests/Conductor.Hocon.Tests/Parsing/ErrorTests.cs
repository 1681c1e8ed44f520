using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Parsing;

public sealed class ErrorTests
{
    [Fact]
    public void An_error_shows_its_line_and_a_caret_line_under_the_offending_text()
    {
        var mistakes = Assert.Throws<HoconException>(() => HoconDocument.Parse("first = 1\n\turl = http://host\r\n", "a.conf"));
        var error = Assert.Single(mistakes.Errors);
        Assert.Equal("a.conf", error.Origin.Source);
        Assert.Equal((2, 12), (error.Origin.Line, error.Origin.Column));
        Assert.Equal(
            """
            a.conf:2:12: ':' cannot stand in the value of 'url'; put the value in double quotes: outside them '//' starts a comment
                2 | 	url = http://host
                  | 	          ^
            """.ReplaceLineEndings("\n"),
            error.Explain());
        Assert.Equal(error.Explain(), mistakes.Message);
    }

    [Fact]
    public void Carets_are_as_wide_as_the_offending_text() =>
        Assert.EndsWith("| a = ${nowhere}\n      |     ^^^^^^^^^^", Explain("a = ${nowhere}"), StringComparison.Ordinal);

    [Fact]
    public void A_long_line_is_cut_around_the_mistake()
    {
        var lines = Explain($"a = {new string('x', 5_000)} ! {new string('y', 5_000)}").Split('\n');
        Assert.All(lines[1..], line => Assert.InRange(line.Length, 1, 130));
        Assert.Equal('!', lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("api-key = sk-1^2", "api-key = ******")]
    [InlineData("a { api-key = \"sk-12\", b = ! }", "a { api-key = \"*****\", b = ! }")]
    [InlineData("lab.api-key : sk-12, b = !", "lab.api-key : *****, b = !")]
    [InlineData("\"api-key\" += [\"sk-1\", sk-2], b = !", "\"api-key\" += [\"****\", ****], b = !")]
    [InlineData("api-key = \"sk-12", "api-key = \"*****")]
    [InlineData("api-key { X-Team = \"a{b\" }, b = !", "api-key { ****** = \"***\" }, b = !")]
    [InlineData("b = !, c = \"http://me:pass@host/\"", "b = !, c = \"http://*******@host/\"")]
    [InlineData("b = ! # api-key = sk-12", "b = ! # api-key =******")]
    [InlineData("first-token = 5s, b = !", "first-token = 5s, b = !")]
    public void A_secret_beside_a_mistake_is_not_shown(string line, string shown)
    {
        var error = Assert.Throws<HoconException>(() => HoconDocument.Parse(line)).Errors[0];

        Assert.Equal($"    1 | {shown}", error.Explain(key => key == "api-key").Split('\n')[1]);
    }

    [Fact]
    public void A_secret_over_several_lines_is_not_shown()
    {
        var error = Assert.Throws<HoconException>(() => HoconDocument.Parse("headers {\n  X-Team = \"blue\"\n  Other = bl^ue\n}\nb = 1")).Errors[0];

        Assert.DoesNotContain("bl", error.Explain(key => key == "headers").Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_the_terminal() =>
        Assert.All(["a = \u001b31m !", "a\u001b31m \u001b= 1 = 2", "a = ${\u001b31m}", "a = x \"\" [] \u001b31m, b = [] c"], text =>
            Assert.DoesNotContain('\u001b', Assert.Throws<HoconException>(() => HoconDocument.Parse(text)).Message));

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        var errors = Golden.Errors(
            """
            hosts {
              gpu-1 { url = a:b, parallel = }
              gpu-2 { url "b" }
              gpu-3 { url = "ok", }, ,
            }
            models = [ "x" "y", @ ]
            total = ${?a b
            last = "unclosed
            """);
        Assert.Equal(["2:18", "2:33", "3:11", "4:26", "6:21", "7:15", "8:8"], errors.Select(error => error.Split(": ")[0]));
    }

    [Fact]
    public void All_undefined_substitutions_are_found_at_once() =>
        Assert.Equal(["1:5", "2:6", "3:9"], Golden.Errors("a = ${x}\nb = [${y}]\nc { d = ${z} }").Select(error => error.Split(": ")[0]));

    [Fact]
    public void Mistakes_are_collected_up_to_a_bound()
    {
        var text = string.Join('\n', Enumerable.Repeat("a = !", 1_000));
        Assert.Equal(50, Golden.Errors(text).Count);
        Assert.Equal(3, Golden.Errors(text, Golden.Bare with { Limits = new HoconLimits { MaxErrors = 3 } }).Count);
    }

    [Fact]
    public void TryParse_tells_instead_of_throwing()
    {
        Assert.True(HoconDocument.TryParse("a = 1", out var document, out var none));
        Assert.Empty(none);
        Assert.True(document.Object.TryGet("a", out _));

        Assert.False(HoconDocument.TryParse("a = !", out document, out var errors));
        Assert.Null(document);
        Assert.Single(errors);
    }

    [Fact]
    public void A_value_knows_where_it_and_its_key_were_written()
    {
        var root = Golden.Parse("a {\n  b.c = [ 1, ${x} ]\n}\nx = text # comment\n");
        Assert.True(root.TryGet("a.b", out var b) && b is HoconObject);
        Assert.True(((HoconObject)b).TryGetField("c", out var c));
        Assert.Equal("test.conf:2:3", c.KeyOrigin.ToString());
        Assert.Equal("test.conf:2:9", c.Value.Origin.ToString());
        Assert.Equal("test.conf:4:5", ((HoconArray)c.Value)[1].Origin.ToString());
    }

    [Fact]
    public void A_value_of_the_environment_names_its_variable()
    {
        var root = Golden.Parse("a = ${KEY}", Golden.WithEnvironment(("KEY", "v")));
        Assert.True(root.TryGet("a", out var a));
        Assert.Equal("environment variable KEY", a.Origin.ToString());
        Assert.Equal((0, 0), (a.Origin.Line, a.Origin.Column));
    }

    private static string Explain(string text) => Assert.Single(Assert.Throws<HoconException>(() => HoconDocument.Parse(text)).Errors).Explain();
}
