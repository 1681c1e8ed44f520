using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Wire;
using Conductor.OllamaSim.Words;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.OllamaSim.Tests.Wire;

/// <summary>What holds for every text and every cutting.</summary>
public sealed class FormatProperties
{
    private static Arbitrary<string> Texts => ArbMap.Default.ArbFor<NonNull<string>>().Convert(text => Clean(text.Get + " <&> \u2028ü😀\0\n"), text => NonNull<string>.NewNonNull(text));

    [Fact]
    public void Escaped_text_is_read_back_and_holds_no_raw_control_or_markup() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Texts, text =>
    {
        var escaped = System.Text.Encoding.UTF8.GetString(GoText.Escape(text));
        return JsonSerializer.Deserialize<string>($"\"{escaped}\"") == text && !escaped.Any(sign => sign is < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029');
    }));

    [Fact]
    public void Tokens_joined_are_the_text() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Texts, text =>
        string.Concat(Tokens.Split(text)) == text && Tokens.Count(text) == Tokens.Split(text).Count()));

    [Fact]
    public void Packets_joined_are_the_bytes_however_they_are_cut() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Texts, ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<bool>(), (text, size, split) =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            var packets = new Packets(size.Get, split).Cut(bytes).ToList();
            return packets.SelectMany(packet => packet.ToArray()).SequenceEqual(bytes) && packets.All(packet => packet.Length > 0 && packet.Length <= size.Get);
        }));

    [Theory]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("-1m", -60)]
    [InlineData("90", 90)]
    public void Go_durations_are_understood(string text, double seconds) => Assert.Equal(seconds, GoTime.Parse(text)?.TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("5 apples")]
    [InlineData("m")]
    [InlineData("1h2")]
    public void What_is_no_duration_is_not_guessed(string text) => Assert.Null(GoTime.Parse(text));

    // Halves of surrogate pairs are no text: UTF-8 cannot hold them.
    private static string Clean(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
