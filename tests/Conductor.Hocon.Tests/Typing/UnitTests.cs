using Conductor.Hocon.Tests.Properties;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Units;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Typing;

public sealed class UnitTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("\"10\"", 10)]
    [InlineData("\" 10 \"", 10)]
    [InlineData("10ms", 10)]
    [InlineData("10 ms", 10)]
    [InlineData("10\tmilli", 10)]
    [InlineData("10 millis", 10)]
    [InlineData("10 millisecond", 10)]
    [InlineData("10 milliseconds", 10)]
    [InlineData("10000us", 10)]
    [InlineData("10000 micro", 10)]
    [InlineData("10000 micros", 10)]
    [InlineData("10000 microsecond", 10)]
    [InlineData("10000 microseconds", 10)]
    [InlineData("1e7 ns", 10)]
    [InlineData("10000000 nano", 10)]
    [InlineData("10000000 nanos", 10)]
    [InlineData("10000000 nanosecond", 10)]
    [InlineData("10000000 nanoseconds", 10)]
    [InlineData("0.01s", 10)]
    [InlineData("2 second", 2_000)]
    [InlineData("2 seconds", 2_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2 minute", 120_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1 hour", 3_600_000)]
    [InlineData("1 hours", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1 day", 86_400_000)]
    [InlineData("-1 days", -86_400_000)]
    public void Durations_have_units(string written, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Golden.Parse($"a = {written}").GetDuration("a"));

    [Theory]
    [InlineData("10S")]
    [InlineData("10 sec")]
    [InlineData("10 weeks")]
    [InlineData("s")]
    [InlineData("\"\"")]
    [InlineData("1 0s")]
    [InlineData("1s2ms")]
    [InlineData("1e30d")]
    [InlineData("1e400")]
    [InlineData("01s")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("off")]
    public void What_is_no_duration_is_refused(string written)
    {
        var error = Assert.Single(Assert.Throws<HoconException>(() => Golden.Parse($"a = {written}").GetDuration("a")).Errors);
        Assert.StartsWith("test.conf:1:5: 'a' must be a duration such as 500ms, 30s or 5m, but is ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("512 b", 512)]
    [InlineData("512 byte", 512)]
    [InlineData("512 bytes", 512)]
    [InlineData("1kB", 1_000)]
    [InlineData("1 kilobyte", 1_000)]
    [InlineData("2 kilobytes", 2_000)]
    [InlineData("1MB", 1_000_000)]
    [InlineData("1 megabytes", 1_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1 gigabyte", 1_000_000_000)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("1 terabyte", 1_000_000_000_000)]
    [InlineData("1PB", 1_000_000_000_000_000)]
    [InlineData("1 petabyte", 1_000_000_000_000_000)]
    [InlineData("1EB", 1_000_000_000_000_000_000)]
    [InlineData("1 exabyte", 1_000_000_000_000_000_000)]
    [InlineData("0.001 ZB", 1_000_000_000_000_000_000)]
    [InlineData("0.000001 yottabytes", 1_000_000_000_000_000_000)]
    [InlineData("1K", 1L << 10)]
    [InlineData("1k", 1L << 10)]
    [InlineData("1Ki", 1L << 10)]
    [InlineData("1KiB", 1L << 10)]
    [InlineData("1 kibibyte", 1L << 10)]
    [InlineData("1 kibibytes", 1L << 10)]
    [InlineData("0.5M", 1L << 19)]
    [InlineData("1m", 1L << 20)]
    [InlineData("1MiB", 1L << 20)]
    [InlineData("1 mebibyte", 1L << 20)]
    [InlineData("1g", 1L << 30)]
    [InlineData("1 gibibytes", 1L << 30)]
    [InlineData("1Ti", 1L << 40)]
    [InlineData("1 tebibyte", 1L << 40)]
    [InlineData("1P", 1L << 50)]
    [InlineData("1 pebibyte", 1L << 50)]
    [InlineData("1e", 1L << 60)]
    [InlineData("1 exbibyte", 1L << 60)]
    [InlineData("0.0009765625Zi", 1L << 60)]
    [InlineData("0.00000095367431640625 yobibytes", 1L << 60)]
    public void Sizes_have_units(string written, long bytes) => Assert.Equal(bytes, Golden.Parse($"a = {written}").GetSize("a"));

    [Theory]
    [InlineData("1KB")]
    [InlineData("1 kb")]
    [InlineData("-1K")]
    [InlineData("8EiB")]
    [InlineData("1YiB")]
    [InlineData("1 KiloByte")]
    [InlineData("K")]
    public void What_is_no_size_is_refused(string written) => Assert.Throws<HoconException>(() => Golden.Parse($"a = {written}").GetSize("a"));

    [Theory]
    [InlineData("7", 0, 0, 7)]
    [InlineData("7d", 0, 0, 7)]
    [InlineData("1 day", 0, 0, 1)]
    [InlineData("7 days", 0, 0, 7)]
    [InlineData("2w", 0, 0, 14)]
    [InlineData("1 week", 0, 0, 7)]
    [InlineData("2 weeks", 0, 0, 14)]
    [InlineData("3m", 0, 3, 0)]
    [InlineData("3mo", 0, 3, 0)]
    [InlineData("1 month", 0, 1, 0)]
    [InlineData("3 months", 0, 3, 0)]
    [InlineData("1y", 1, 0, 0)]
    [InlineData("1 year", 1, 0, 0)]
    [InlineData("-2 years", -2, 0, 0)]
    public void Periods_have_units(string written, int years, int months, int days) =>
        Assert.Equal(new HoconPeriod(years, months, days), Golden.Parse($"a = {written}").Get("a", HoconTypes.Period));

    [Theory]
    [InlineData("1.5 days")]
    [InlineData("1 hour")]
    [InlineData("1e10 y")]
    public void What_is_no_period_is_refused(string written) =>
        Assert.Throws<HoconException>(() => Golden.Parse($"a = {written}").Get("a", HoconTypes.Period));

    [Fact]
    public void A_month_later_is_the_last_day_of_a_shorter_one() =>
        Assert.Equal(new DateTimeOffset(2027, 3, 1, 5, 0, 0, TimeSpan.Zero), new HoconPeriod(0, 3, 1).After(new DateTimeOffset(2026, 11, 30, 5, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Written_durations_and_sizes_read_as_themselves() =>
        Rule.Holds(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (number, power) =>
        {
            var ticks = number % (1L << 50);
            var bytes = Math.Abs(number % (1L << 40)) << (power.Get % 22);
            var root = Golden.Parse($"a = {DurationText.Write(new TimeSpan(ticks))}, b = {SizeText.Write(bytes)}");
            return root.GetDuration("a").Ticks == ticks && root.GetSize("b") == bytes;
        }, 2_000);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(500, "500ms")]
    [InlineData(90_000, "90s")]
    [InlineData(300_000, "5m")]
    [InlineData(0.0001, "100ns")]
    public void Durations_are_written_short(double milliseconds, string written) => Assert.Equal(written, DurationText.Write(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Sizes_are_written_short() => Assert.Equal(["0B", "1000B", "1KiB", "4MiB", "1EiB"], new long[] { 0, 1000, 1024, 4 << 20, 1L << 60 }.Select(SizeText.Write));
}
