using System.Globalization;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Benchmarks.Surfaces;

/// <summary>
/// Two surfaces on one answer, one of which has stopped reading: the gaps between what the other one reads beside those that it has alone,
/// in one run, turn about. What stalled ones hold is measured as "stalled".
/// </summary>
internal static class BesideStalled
{
    private const int Tokens = 400;

    // At 200 a second the sockets of one who does not read are full after a few tenths of a second.
    private const int WordLength = 4096;

    public static async Task RunAsync()
    {
        var (alone, beside) = (new List<Gaps>(), new List<Gaps>());
        for (var round = -1; round < SurfacesSuite.Rounds; round++)
        {
            var one = await MeasureAsync(stalled: 0);
            var other = await MeasureAsync(stalled: 1);
            if (round < 0)
                continue;
            alone.Add(one);
            beside.Add(other);
        }
        Say("alone", alone);
        Say("beside a stalled one", beside);
        var ratio = Ratios(alone, beside, gaps => gaps.Median);
        var tail = Ratios(alone, beside, gaps => gaps.Long);
        SurfacesSuite.Goal(string.Create(CultureInfo.InvariantCulture,
            $"gaps beside a stalled surface are those of one alone times {SurfacesSuite.Median(ratio):F2} ({ratio.Min():F2} to {ratio.Max():F2}) at p50, {SurfacesSuite.Median(tail):F2} ({tail.Min():F2} to {tail.Max():F2}) at p99"),
            SurfacesSuite.Median(ratio) <= 1.1);
    }

    private static async Task<Gaps> MeasureAsync(int stalled)
    {
        await using var site = await SurfaceSite.StartAsync(Tokens, TimeSpan.FromMilliseconds(5), WordLength);
        await using var reader = await BenchSurface.ConnectAsync(site.Socket);
        await reader.FollowAsync();
        await using var deaf = stalled > 0 ? await BenchSurface.ConnectAsync(site.Socket) : null;
        if (deaf is not null)
            await deaf.FollowAsync();
        await reader.SayAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "hi", null, PromptPolicy.Queue, []));
        var readAt = await SurfacesSuite.ReadAsync(reader);
        var gaps = readAt.Zip(readAt.Skip(1), (one, next) => TimeProvider.System.GetElapsedTime(one, next).TotalMilliseconds).Order().ToList();
        return new Gaps(gaps[gaps.Count / 2], gaps[gaps.Count * 99 / 100]);
    }

    private static List<double> Ratios(List<Gaps> alone, List<Gaps> beside, Func<Gaps, double> which) =>
        [.. alone.Zip(beside, (one, other) => which(other) / which(one))];

    private static void Say(string what, List<Gaps> gaps)
    {
        var (medians, tails) = (gaps.ConvertAll(one => one.Median), gaps.ConvertAll(one => one.Long));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"gaps of a reader {what}, 200 tokens a second: p50 {SurfacesSuite.Median(medians):F3} ms ({medians.Min():F3} to {medians.Max():F3}), p99 {SurfacesSuite.Median(tails):F3} ms ({tails.Min():F3} to {tails.Max():F3})"));
    }

    private readonly record struct Gaps(double Median, double Long);
}
