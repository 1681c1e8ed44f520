using System.Text;
using System.Text.Json.Nodes;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.OpenAi;

public sealed class OpenAiAnswerProperties
{
    [Fact]
    public void Any_split_of_any_answer_gives_the_same_outputs() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Answers.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (answer, sizes) =>
        {
            var whole = await OpenAiAnswers.ReadAsync(answer);
            var split = await OpenAiAnswers.ReadAsync(answer, sizes);
            return Said(whole).SequenceEqual(Said(split)) && whole[^1].Ending!.End == StreamEnd.Completed;
        }));

    [Fact]
    public void The_texts_of_the_events_come_out_as_they_went_in() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Texts.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (texts, sizes) =>
        {
            var seen = await OpenAiAnswers.ReadAsync(Stream(texts, "\n"), sizes);
            return seen.Where(s => s.Kind == OutputKind.Text).Select(s => s.Text).SequenceEqual(texts.Where(t => t.Length > 0));
        }));

    [Fact]
    public void Any_bytes_at_all_end_exactly_once_and_never_throw() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Damaged.ToArbitrary(), Sizes.ToArbitrary(), async Task<bool> (bytes, sizes) =>
        {
            var seen = await OpenAiAnswers.ReadAsync(bytes, sizes);
            return seen.Count(s => s.Kind == OutputKind.End) == 1 && seen[^1].Kind == OutputKind.End;
        }));

    [Fact]
    public void A_cut_before_the_finish_reason_is_never_a_whole_answer() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Answers.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), async Task<bool> (answer, at) =>
        {
            var reason = answer.AsSpan().IndexOf("\"finish_reason\":\"stop\""u8);
            return (await OpenAiAnswers.ReadAsync(answer[..(at % reason)]))[^1].Ending!.End == StreamEnd.BackendCut;
        }));

    private static Gen<int[]> Sizes => Gen.Choose(1, 40).ArrayOf();

    private static Gen<string[]> Texts =>
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s)) == s).ArrayOf();

    private static Gen<byte[]> Answers =>
        from texts in Texts
        from end in Gen.Elements("\n", "\r\n", "\r")
        select Stream(texts, end);

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

    private static byte[] Stream(IEnumerable<string> texts, string lineEnd)
    {
        var events = texts.Select(text => new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["content"] = text } }) }.ToJsonString())
            .Append("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")
            .Append("""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""")
            .Append("[DONE]");
        return Encoding.UTF8.GetBytes(string.Concat(events.Select(data => $": comment{lineEnd}data: {data}{lineEnd}{lineEnd}")));
    }

    private static IEnumerable<string> Said(IEnumerable<Seen> seen) => seen.Saying().Select(s => s.ToString());
}
