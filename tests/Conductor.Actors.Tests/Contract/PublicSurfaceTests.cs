using System.Reflection;

namespace Conductor.Actors.Tests.Contract;

/// <summary>
/// What others can see of the kernel and its test kit stands in a text file, so that it changes only on purpose. After a change that is meant:
/// <c>UPDATE_SURFACE=1 tests/run Actors --filter PublicSurface</c>, and look at the diff.
/// </summary>
public sealed class PublicSurfaceTests
{
    [Theory]
    [InlineData("Conductor.Actors")]
    [InlineData("Conductor.Actors.TestKit")]
    public async Task The_public_surface_is_as_it_was_written_down(string assembly)
    {
        var now = SurfaceText.Of(Assembly.Load(assembly));
        var file = SourceTree.At("src", assembly, "PublicSurface.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SURFACE") == "1") await File.WriteAllTextAsync(file, now, TestContext.Current.CancellationToken);
        var written = File.Exists(file) ? await SourceTree.ReadAsync("src", assembly, "PublicSurface.txt") : "";

        var difference = Difference(written, now);
        Assert.True(
            now == written,
            $"The public surface of {assembly} is not what src/{assembly}/PublicSurface.txt says. If that is meant: UPDATE_SURFACE=1 tests/run Actors --filter PublicSurface\n{difference}");
    }

    [Fact]
    public void A_member_more_or_less_is_a_difference()
    {
        var now = SurfaceText.Of(typeof(ActorSystem).Assembly);
        var lines = now.Split('\n');
        Assert.Contains("    Task Terminate()", lines);
        Assert.DoesNotContain(lines, line => line.Contains("ActorCell", StringComparison.Ordinal));
        Assert.Equal("-     Task Terminate()", Difference(now, now.Replace("    Task Terminate()\n", "", StringComparison.Ordinal)));
    }

    private static string Difference(string before, string now)
    {
        var (old, young) = (before.Split('\n'), now.Split('\n'));
        return string.Join('\n', [.. old.Except(young).Select(line => $"- {line}"), .. young.Except(old).Select(line => $"+ {line}")]);
    }
}
