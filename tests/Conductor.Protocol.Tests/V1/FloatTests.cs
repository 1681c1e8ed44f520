using System.Globalization;
using Conductor.Protocol.V1.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V1;

public sealed class FloatTests
{
    [Theory]
    [InlineData(171.79488f, "171.79488")]
    [InlineData(12f, "12.0")]
    [InlineData(0f, "0.0")]
    [InlineData(-0f, "-0.0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(-1.5f, "-1.5")]
    [InlineData(0.000001f, "0.000001")]
    [InlineData(0.0000001f, "1e-7")]
    [InlineData(0.00000125f, "0.00000125")]
    [InlineData(1.25e-7f, "1.25e-7")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(1e12f, "1000000000000.0")]
    [InlineData(1e13f, "1e13")]
    [InlineData(1.5e20f, "1.5e20")]
    [InlineData(float.MaxValue, "3.4028235e38")]
    [InlineData(float.Epsilon, "1e-45")]
    [InlineData(float.NaN, "null")]
    [InlineData(float.PositiveInfinity, "null")]
    public void A_rate_is_written_as_version_1_writes_it(float rate, string text) =>
        Assert.Contains($"\"tokens_per_second\":{text},", Payload.Of(End(rate)), StringComparison.Ordinal);

    [Fact]
    public void Every_float_is_written_so_that_it_comes_back() => Rule.Holds(
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite),
        rate =>
        {
            var read = Assert.IsType<StreamEnd>(Payload.Message(Payload.Of(End(rate)))).Metadata.TokensPerSecond;
            Assert.Equal(BitConverter.SingleToInt32Bits(rate), BitConverter.SingleToInt32Bits(read!.Value));
        },
        cases: 2000);

    [Theory]
    [InlineData("172", 172f)]
    [InlineData("1.7e2", 170f)]
    public void Any_number_is_read_as_a_rate(string text, float rate)
    {
        var json = Payload.Of(End(0.5f)).Replace("0.5", text, true, CultureInfo.InvariantCulture);
        Assert.Equal(rate, Assert.IsType<StreamEnd>(Payload.Message(json)).Metadata.TokensPerSecond);
    }

    private static StreamEnd End(float rate) => new("m", "", new ResponseMetadata { TokensPerSecond = rate });
}
