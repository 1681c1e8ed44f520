using Conductor.Hocon.Tests.Properties;
using Conductor.Hocon.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Values;

public sealed class NearestKeyTests
{
    private static readonly string[] Known = ["first-token", "idle", "connect", "keep-alive", "num_ctx", "url"];

    [Theory]
    [InlineData("frist-token", "first-token")]
    [InlineData("first-tokn", "first-token")]
    [InlineData("firsttoken", "first-token")]
    [InlineData("FirstToken", "first-token")]
    [InlineData("keepAlive", "keep-alive")]
    [InlineData("conect", "connect")]
    [InlineData("uri", "url")]
    [InlineData("num-ctx", "num_ctx")]
    [InlineData("idel", "idle")]
    [InlineData("temperature", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_closest_key_is_found_if_it_is_close(string key, string? nearest) => Assert.Equal(nearest, NearestKey.Find(key, Known));

    [Fact]
    public void Any_keys_can_be_compared() =>
        Rule.Holds(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>[]>(), (key, candidates) =>
        {
            var known = candidates.Select(candidate => candidate.Get).ToList();
            return NearestKey.Find(key.Get, known) is not { } nearest || known.Contains(nearest);
        });
}
