using System.Text;
using Conductor.Core.Rescue;
using Conductor.Core.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Rescue;

/// <summary>Replays an answer in every way of cutting it into pieces.</summary>
public sealed class ReplayMatcherProperties
{
    [Fact]
    public void The_same_answer_in_any_pieces_is_swallowed_and_what_follows_is_handed_on() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60),
        Prop.ForAll(Answers.ToArbitrary(), Answers.ToArbitrary(), Cuts.ToArbitrary(), (had, more, cuts) =>
        {
            var log = Log(had);
            var matcher = new ReplayMatcher(log);
            var all = Merge([.. had, .. more]);
            var handedOn = new List<Run>();
            foreach (var piece in Cut(all, cuts))
            {
                var match = matcher.Feed(piece.Kind, piece.Utf8, out var rest);
                if (match == ReplayMatch.Differs || (match == ReplayMatch.Swallowed) != rest.IsEmpty)
                    return false;
                if (match == ReplayMatch.HandedOn)
                    handedOn.Add(new Run(piece.Kind, rest.ToArray()));
            }
            return matcher.IsCaughtUp && Text(Merge([.. had, .. handedOn])) == Text(all);
        }));

    [Fact]
    public void An_answer_that_differs_anywhere_is_found_out_and_the_common_part_is_known_to_the_byte() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60),
        Prop.ForAll(Answers.Where(runs => runs.Count > 0).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), Cuts.ToArbitrary(), (had, where, cuts) =>
        {
            var log = Log(had);
            var matcher = new ReplayMatcher(log);
            var other = Change(had, where);
            foreach (var piece in Cut(other, cuts))
            {
                if (matcher.Feed(piece.Kind, piece.Utf8, out var rest) != ReplayMatch.Differs)
                    continue;
                var again = matcher.Matched().Select(part => new Run(part.Kind, part.Utf8.ToArray())).Append(new Run(piece.Kind, rest.ToArray()));
                return Text(Merge(other)).StartsWith(Text(Merge([.. again])), StringComparison.Ordinal);
            }
            return false;
        }));

    [Fact]
    public void An_answer_that_ends_early_is_not_caught_up() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60),
        Prop.ForAll(Answers.Where(runs => runs.Count > 0).ToArbitrary(), Cuts.ToArbitrary(), (had, cuts) =>
        {
            var matcher = new ReplayMatcher(Log(had));
            var pieces = Cut(Merge(had), cuts);
            foreach (var piece in pieces.SkipLast(1))
                matcher.Feed(piece.Kind, piece.Utf8, out _);
            return !matcher.IsCaughtUp;
        }));

    private static Gen<List<Run>> Answers =>
        (from kind in Gen.Elements(EntryKind.Text, EntryKind.Text, EntryKind.Thinking, EntryKind.ToolCall)
         from words in Gen.Elements("a", "ab", "ü", "€uro", "😀", " ", "\n", "word ").NonEmptyListOf()
         select kind == EntryKind.ToolCall ? Call(words.Count) : new Run(kind, Encoding.UTF8.GetBytes(string.Concat(words)))).ListOf().Select(runs => runs.ToList());

    private static Gen<List<int>> Cuts => Gen.Choose(1, 7).NonEmptyListOf().Select(cuts => cuts.ToList());

    private static Run Call(int number) => new(
        EntryKind.ToolCall,
        Encoding.UTF8.GetBytes($$$"""{"id":"call_{{{number}}}","function":{"name":"f{{{number}}}","arguments":{"x":{{{number}}} } } }"""));

    private static ResponseLog Log(List<Run> runs)
    {
        var log = new ResponseLog();
        log.Append(EntryKind.Status, new TurnStatus(TurnStage.Started));
        foreach (var run in runs)
            log.Append(run.Kind, run.Utf8);
        return log;
    }

    private static List<Run> Merge(List<Run> runs)
    {
        var merged = new List<Run>();
        foreach (var run in runs)
        {
            if (run.Kind != EntryKind.ToolCall && merged.LastOrDefault() is { } last && last.Kind == run.Kind)
                merged[^1] = new Run(run.Kind, [.. last.Utf8, .. run.Utf8]);
            else if (run.Utf8.Length > 0)
                merged.Add(run);
        }
        return merged;
    }

    // Whole characters, so many at a time, as the sizes say; tool calls whole.
    private static List<Run> Cut(List<Run> runs, List<int> sizes)
    {
        var pieces = new List<Run>();
        foreach (var run in runs)
        {
            if (run.Kind == EntryKind.ToolCall)
            {
                pieces.Add(run);
                continue;
            }
            var runes = Encoding.UTF8.GetString(run.Utf8).EnumerateRunes().ToList();
            for (var at = 0; at < runes.Count;)
            {
                var size = Math.Min(sizes[pieces.Count % sizes.Count], runes.Count - at);
                pieces.Add(new Run(run.Kind, Encoding.UTF8.GetBytes(string.Concat(runes.Skip(at).Take(size)))));
                at += size;
            }
        }
        return pieces;
    }

    private static List<Run> Change(List<Run> runs, int where)
    {
        var changed = Merge(runs);
        var at = where % changed.Count;
        if (changed[at].Kind == EntryKind.ToolCall)
            changed[at] = Call(99);
        else
        {
            var runes = Encoding.UTF8.GetString(changed[at].Utf8).EnumerateRunes().ToList();
            runes[where / 7 % runes.Count] = new Rune('Z');
            changed[at] = new Run(changed[at].Kind, Encoding.UTF8.GetBytes(string.Concat(runes)));
        }
        return changed;
    }

    private static string Text(List<Run> runs) => string.Concat(runs.Select(run => $"<{run.Kind}>{Encoding.UTF8.GetString(run.Utf8)}"));

    private sealed record Run(EntryKind Kind, byte[] Utf8);
}
