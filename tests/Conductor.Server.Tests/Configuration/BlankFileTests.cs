using Conductor.Core.Conducting;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Configuration;

public sealed class BlankFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conf");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("# conductor.hosts { }\n")]
    public async Task A_file_that_was_emptied_changes_nothing_until_something_is_in_it(string blank)
    {
        var request = new SettingsRequest { File = _file, Environment = _ => null };
        await File.WriteAllTextAsync(_file, "conductor.hosts.one { kind = eliza }", Cancel);
        var started = await SettingsSource.LoadAsync(request, Cancel);
        await using var conductor = new LocalConductor(PlanFactory.Create(started.Settings, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
        var state = new ConfigurationState();
        using var follower = new SettingsFollower(request, started, conductor, state, TimeProvider.System, NullLogger<SettingsFollower>.Instance);

        await File.WriteAllTextAsync(_file, blank, Cancel);
        Assert.False(await follower.ReloadAsync(Cancel));
        Assert.Contains("there is nothing in it any more", state.News.Problem, StringComparison.Ordinal);
        Assert.Equal("one", Assert.Single((await conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel)).Hosts).Name);

        await File.WriteAllTextAsync(_file, "conductor {}", Cancel);
        Assert.True(await follower.ReloadAsync(Cancel));
        Assert.Null(state.News.Problem);
    }

    public void Dispose() => File.Delete(_file);
}
