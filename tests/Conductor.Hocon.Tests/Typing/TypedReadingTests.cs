using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Typing;

public sealed class TypedReadingTests
{
    private enum Kind
    {
        Ollama,
        OpenAI,
        ChatClient,
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    public void A_switch_has_six_names(string written, bool value) => Assert.Equal(value, Golden.Parse($"a = {written}").GetBoolean("a"));

    [Theory]
    [InlineData("5", 5)]
    [InlineData("\"5\"", 5)]
    [InlineData("-2e3", -2000)]
    [InlineData("7.0", 7)]
    public void A_whole_number_may_be_written_in_any_way(string written, int value)
    {
        Assert.Equal(value, Golden.Parse($"a = {written}").GetInt32("a"));
        Assert.Equal(value, Golden.Parse($"a = {written}").GetInt64("a"));
    }

    [Fact]
    public void Every_type_converts_what_belongs_to_it()
    {
        var root = Golden.Parse("n = 1e5, t = true, f = 10%, d = 0.25, u = \"http://h:1\", k = open-ai, l = [1, \"2\"], i { \"1\" = b, \"0\" = a }, off = off");
        Assert.Equal("1e5", root.GetText("n"));
        Assert.Equal("true", root.GetText("t"));
        Assert.Equal(100_000, root.GetDouble("n"));
        Assert.Equal(0.1, root.GetFraction("f"));
        Assert.Equal(0.25, root.GetFraction("d"));
        Assert.Equal(new Uri("http://h:1"), root.Get("u", HoconTypes.Url));
        Assert.Equal(Kind.OpenAI, root.Get("k", HoconTypes.OneOf<Kind>()));
        Assert.Equal([1, 2], root.Get("l", HoconTypes.ListOf(HoconTypes.Int32)));
        Assert.Equal(["a", "b"], root.Get("i", HoconTypes.ListOf(HoconTypes.Text)));
        Assert.Null(root.Get("off", HoconTypes.DurationOrOff));
        Assert.Equal(2, root.GetObject("i").Count);
        Assert.Equal(2, root.GetArray("l").Count);
    }

    [Theory]
    [InlineData("null", "must be a text, but is null")]
    [InlineData("[1]", "must be a text, but is an array")]
    [InlineData("{}", "must be a text, but is an object")]
    public void What_is_no_text_is_refused(string written, string words) => Refuses(written, HoconTypes.Text, words);

    [Fact]
    public void What_is_of_another_type_is_refused_with_what_is_expected()
    {
        Refuses("1.5", HoconTypes.Int32, "must be a whole number, but is 1.5");
        Refuses("3000000000", HoconTypes.Int32, "must be a whole number, but is 3000000000");
        Refuses("1e30", HoconTypes.Int64, "must be a whole number, but is 1e30");
        Refuses("maybe", HoconTypes.Boolean, "must be true or false, but is \"maybe\"");
        Refuses("1", HoconTypes.Boolean, "must be true or false, but is 1");
        Refuses("NaN", HoconTypes.Double, "must be a number, but is \"NaN\"");
        Refuses("1e999", HoconTypes.Double, "must be a number, but is 1e999");
        Refuses("x%", HoconTypes.Fraction, "must be a percentage");
        Refuses("gpu", HoconTypes.OneOf<Kind>(), "must be one of ollama, open-ai, chat-client, but is \"gpu\"");
        Refuses("host", HoconTypes.Url, "must be a URL");
        Refuses("[]", HoconTypes.Object, "must be an object, but is an array");
        Refuses("{}", HoconTypes.Array, "must be an array, but is an object");
        Refuses("{ x = 1 }", HoconTypes.Array, "must be an array, but is an object");
        Refuses(new string('x', 100), HoconTypes.Boolean, $"but is \"{new string('x', 40)}…\"");
    }

    [Fact]
    public void Every_wrong_element_of_a_list_is_a_mistake()
    {
        var mistakes = Assert.Throws<HoconException>(() => Golden.Parse("a = [1, x, 2, y]").Get("a", HoconTypes.ListOf(HoconTypes.Int32)));
        Assert.Equal(
            ["test.conf:1:9: 'a.1' must be a whole number, but is \"x\"", "test.conf:1:15: 'a.3' must be a whole number, but is \"y\""],
            mistakes.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("conductor.timeouts.idle", "'conductor.timeouts.idle' is missing; it must be a duration such as 500ms, 30s or 5m")]
    [InlineData("conductor.timouts.connect", "(did you mean 'timeouts'?)")]
    [InlineData("conductor.timeouts.connect.x", "because 'conductor.timeouts.connect' is a text (at test.conf:1:34)")]
    public void A_missing_value_is_explained(string path, string words)
    {
        var root = Golden.Parse("conductor { timeouts { connect = 2s } }");
        Assert.False(root.TryGet(path, HoconTypes.Duration, out _));
        Assert.Contains(words, Assert.Throws<HoconException>(() => root.GetDuration(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_absent_for_whoever_asks_first()
    {
        var root = Golden.Parse("a = null");
        Assert.False(root.TryGet("a", HoconTypes.Text, out _));
        Assert.Throws<HoconException>(() => root.GetText("a"));
    }

    [Fact]
    public void A_type_of_your_own_reads_like_the_others()
    {
        var port = HoconTypes.Int32.Where("a port from 1 to 65535", value => value is >= 1 and <= 65_535);
        Assert.Equal(80, Golden.Parse("a = 80").Get("a", port));
        Refuses("0", port, "must be a port from 1 to 65535, but is 0");

        var words = new HoconType<string[]>("some words", value => value is HoconScalar { Text: var text } ? (true, text.Split(' ')) : default);
        Assert.Equal(["x", "y"], Golden.Parse("a = x y").Get("a", words));
        Refuses("[]", words, "must be some words, but is an array");
    }

    private static void Refuses<T>(string written, HoconType<T> type, string words)
    {
        var error = Assert.Single(Assert.Throws<HoconException>(() => Golden.Parse($"a {{ b = {written} }}").Get("a.b", type)).Errors);
        Assert.StartsWith("test.conf:1:9: 'a.b' ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
