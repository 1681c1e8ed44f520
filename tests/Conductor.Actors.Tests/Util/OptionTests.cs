using Conductor.Util;

namespace Conductor.Actors.Tests.Util;

public sealed class OptionTests
{
    [Fact]
    public void A_value_that_is_there_is_passed_on_and_one_that_is_not_has_a_fallback()
    {
        Option<int> four = 4;
        var seen = new List<int>();
        four.OnSuccess(seen.Add);
        Option<int>.None.OnSuccess(seen.Add);
        Assert.Equal([4], seen);
        Assert.Equal((4, 4, true, false), (four.Value, four.GetOrElse(9), four.HasValue, four.IsEmpty));
        Assert.Equal((0, 9, false, true), (Option<int>.None.Value, Option<int>.None.GetOrElse(9), Option<int>.None.HasValue, Option<int>.None.IsEmpty));
        Assert.Equal((new Option<string>("8"), Option<string>.None), (four.Select(value => $"{value * 2}"), Option<int>.None.Select(value => $"{value}")));
        Assert.Equal((four, Option<int>.None), (four.FlatSelect<int>(value => value), four.FlatSelect(_ => Option<int>.None)));
        Assert.Equal(("Some<4>", "None"), (four.ToString(), Option<int>.None.ToString()));
    }
}
