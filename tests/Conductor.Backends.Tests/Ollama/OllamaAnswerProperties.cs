using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaAnswerProperties
{
    private static readonly JsonSerializerOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Any_split_of_any_answer_gives_the_same_outputs() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Answers.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (answer, sizes) =>
        {
            var whole = await OllamaAnswers.ReadAsync(answer);
            var split = await OllamaAnswers.ReadAsync(answer, sizes);
            return Said(whole).SequenceEqual(Said(split)) && whole[^1].Ending!.End == StreamEnd.Completed;
        }));

    [Fact]
    public void The_texts_of_the_chunks_come_out_as_they_went_in() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Texts.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (texts, sizes) =>
        {
            var seen = await OllamaAnswers.ReadAsync(Lines(texts.Select(text => new Part(text, "")), escape: sizes.Length % 2 == 0), sizes);
            return seen.Where(s => s.Kind == OutputKind.Text).Select(s => s.Text).SequenceEqual(texts.Where(t => t.Length > 0));
        }));

    [Fact]
    public void Any_bytes_at_all_end_exactly_once_and_never_throw() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Damaged.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (bytes, sizes) =>
        {
            var seen = await OllamaAnswers.ReadAsync(bytes, sizes);
            return seen.Count(s => s.Kind == OutputKind.End) == 1 && seen[^1].Kind == OutputKind.End;
        }));

    [Fact]
    public void A_cut_anywhere_is_never_a_whole_answer() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Answers.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), async Task<bool> (answer, at) =>
        {
            // The last byte is the line's end, without which the answer is whole all the same.
            var seen = await OllamaAnswers.ReadAsync(answer[..(at % (answer.Length - 1))]);
            return seen[^1].Ending!.End == StreamEnd.BackendCut;
        }));

    private sealed record Part(string Text, string Thinking);

    private static Gen<int[]> Sizes => Gen.Choose(1, 40).ArrayOf();

    private static Gen<string[]> Texts =>
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s)) == s).ArrayOf();

    private static Gen<byte[]> Answers =>
        from texts in Texts
        from thoughts in Texts
        from escape in ArbMap.Default.GeneratorFor<bool>()
        select Lines(thoughts.Select(t => new Part("", t)).Concat(texts.Select(t => new Part(t, ""))), escape);

    // A good answer with some of its bytes changed: gets deeper than noise does.
    private static Gen<byte[]> Damaged => Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>().Where(b => b is not null),
        from answer in Answers
        from places in Gen.Choose(0, int.MaxValue).ArrayOf()
        from values in Gen.Choose(0, 255).ArrayOf(places.Length)
        select Changed(answer, places, values));

    private static byte[] Changed(byte[] answer, int[] places, int[] values)
    {
        for (var i = 0; i < places.Length; i++)
            answer[places[i] % answer.Length] = (byte)values[i];
        return answer;
    }

    private static byte[] Lines(IEnumerable<Part> parts, bool escape)
    {
        var lines = new StringBuilder();
        foreach (var part in parts)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = part.Text };
            if (part.Thinking.Length > 0)
                message["thinking"] = part.Thinking;
            lines.Append(new JsonObject { ["model"] = "m", ["message"] = message, ["done"] = false }.ToJsonString(escape ? null : Raw)).Append('\n');
        }
        return Encoding.UTF8.GetBytes(lines.Append("""{"message":{"content":""},"done":true,"done_reason":"stop","eval_count":7}""").Append('\n').ToString());
    }

    private static IEnumerable<string> Said(IEnumerable<Seen> seen) => seen.Saying().Select(s => s.ToString());
}
