using Conductor.Protocol.Errors;

namespace Conductor.Protocol.Tests.Errors;

public sealed class ErrorCatalogTests
{
    [Fact]
    public void Every_code_has_a_meaning_and_a_way_out()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var description = ErrorCatalog.Describe(code);
            Assert.Equal(code, description.Code);
            Assert.EndsWith(".", description.Meaning, StringComparison.Ordinal);
            Assert.EndsWith(".", description.WayOut, StringComparison.Ordinal);
        }
        Assert.Equal(Enum.GetValues<ErrorCode>(), ErrorCatalog.All.Select(description => description.Code));
    }

    [Fact]
    public void No_two_codes_mean_the_same() =>
        Assert.Equal(ErrorCatalog.All.Count(), ErrorCatalog.All.Select(description => description.Meaning).Distinct().Count());
}
