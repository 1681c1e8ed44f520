using System.Text;
using System.Text.Json;
using Conductor.Server.Http.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Server.Tests.Http.Json;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<a href=\"x\">&</a>", "\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u003c/a\\u003e")]
    [InlineData("a\nb\rc\td\be\ff\\", "a\\nb\\rc\\td\\be\\ff\\\\")]
    [InlineData("\u0000\u001f\u007f", "\\u0000\\u001f\u007f")]
    [InlineData("\u2028\u2029\u2030\u201c", "\\u2028\\u2029\u2030\u201c")]
    [InlineData("héllo 🌍 ✓", "héllo 🌍 ✓")]
    [InlineData("", "")]
    public void Text_is_escaped_as_Go_escapes_it(string text, string expected) => Assert.Equal(expected, Escape(text));

    [Fact]
    public void Whatever_is_written_means_what_it_was()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var known = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            var written = Escape(known);
            return JsonElement.Parse($"\"{written}\"").GetString() == known && written.AsSpan().IndexOfAny('<', '>', '&') < 0;
        }));
    }

    private static string Escape(string text)
    {
        using var output = new OutputBuffer(1);
        GoText.Write(output, text);
        return Encoding.UTF8.GetString(output.Written.Span);
    }
}
