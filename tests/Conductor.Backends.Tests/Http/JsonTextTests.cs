using System.Text;
using System.Text.Json;
using Conductor.Backends.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Http;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("""\"\\\/\b\f\n\r\t""", "\"\\/\b\f\n\r\t")]
    [InlineData("""a\u003cb\u003Ec""", "a<b>c")]
    [InlineData("""\ud83d\ude00!""", "😀!")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\ude00x""", "\uFFFDx")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\ud83d\n""", "\uFFFD\n")]
    [InlineData("""käse\u00e9""", "käseé")]
    public void An_escape_means_what_JSON_says(string inside, string meaning) => Assert.Equal(meaning, Unescaped(inside));

    [Fact]
    public void Whatever_a_JSON_writer_escapes_comes_back() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            return Unescaped(JsonSerializer.Serialize(text.Get)[1..^1]) == expected
                && Unescaped(string.Concat(text.Get.Select(c => $"\\u{(int)c:x4}"))) == expected;
        }));

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters() =>
        Assert.Equal("{\"a\":\"x\uFFFDy\"}", Encoding.UTF8.GetString(JsonText.Mended(new byte[] { (byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', (byte)'x', 0xC3, (byte)'y', (byte)'"', (byte)'}' }).Span));

    private static string Unescaped(string inside)
    {
        var source = Encoding.UTF8.GetBytes(inside);
        var target = new byte[source.Length];
        return Encoding.UTF8.GetString(target, 0, JsonText.Unescape(source, target));
    }
}
