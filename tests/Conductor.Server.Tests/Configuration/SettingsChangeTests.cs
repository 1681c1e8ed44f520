using Conductor.Core.Hosts;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;

namespace Conductor.Server.Tests.Configuration;

public sealed class SettingsChangeTests : IDisposable
{
    private const string Two = """hosts { one { url = "http://one:1", headers { a = b } }, two { url = "http://two:1", models = [m] } }""";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conf");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_text_read_twice_changes_nothing()
    {
        var (before, after) = (await ReadAsync(Two), await ReadAsync(Two));

        var change = SettingsChange.Between(before, after);

        Assert.Empty(change.Keys);
        Assert.Empty(change.AtStartOnly);
        Assert.Equal(["one", "two"], change.SameDrivers.Order());
    }

    [Theory]
    [InlineData("callers.team { weight = 4 }")]
    [InlineData("callers.team { weight = 4 }, queue.weight = 3")]
    [InlineData("retry.attempts = 2")]
    [InlineData("models.quick.target = m")]
    [InlineData("history.reserve = 10%")]
    [InlineData("streams.max-lag = 7MiB")]
    public async Task What_is_no_matter_of_a_host_leaves_every_host_as_it_is(string more)
    {
        var (gone, started) = await FleetAsync(Two, $"{Two}, {more}");

        Assert.Empty(gone);
        Assert.Empty(started);
    }

    [Theory]
    [InlineData("hosts.two.parallel = 9", "two")]
    [InlineData("hosts.one.headers.a = c", "one")]
    [InlineData("hosts.two.models = [m, n]", "two")]
    [InlineData("hosts.two.weight = 2", "two")]
    [InlineData("timeouts.idle = 7s", "one two")]
    [InlineData("timeouts.connect = 7s", "one two")]
    [InlineData("queue.switch-age = 7s", "one two")]
    [InlineData("circuit.first-rest = 7s", "one two")]
    [InlineData("probe.interval = 7s", "one two")]
    public async Task What_a_host_goes_by_makes_it_begin_anew(string more, string hosts)
    {
        var (gone, started) = await FleetAsync(Two, $"{Two}, {more}");

        Assert.Equal(hosts.Split(' '), gone);
        Assert.Equal(hosts.Split(' '), started);
    }

    [Fact]
    public async Task Hosts_come_and_go_beside_one_that_stays()
    {
        var (gone, started) = await FleetAsync(Two, """hosts { one { url = "http://one:1", headers { a = b } }, three { url = "http://three:1" } }""");

        Assert.Equal(["two"], gone);
        Assert.Equal(["three"], started);
    }

    [Theory]
    [InlineData("http.listen = \"127.0.0.1:7\"", "conductor.http.listen")]
    [InlineData("keys.required = on", "conductor.keys.required")]
    [InlineData("tls.certificate = door.pem", "conductor.tls.certificate")]
    [InlineData("log.level = debug", "conductor.log.level")]
    [InlineData("journal.idle = 7s", "conductor.journal.idle")]
    [InlineData("telemetry.sample = 0.5", "conductor.telemetry.sample")]
    public async Task What_is_set_up_once_waits_for_the_next_start(string more, string key)
    {
        var change = SettingsChange.Between(await ReadAsync(Two), await ReadAsync($"{Two}, {more}"));

        Assert.Equal([key], change.AtStartOnly);
        Assert.Empty(change.Keys);
    }

    public void Dispose() => File.Delete(_file);

    private async Task<(IEnumerable<string> Gone, IEnumerable<string> Started)> FleetAsync(string before, string after)
    {
        var (old, now) = (await ReadAsync(before), await ReadAsync(after));
        var (one, other) = (PlanFactory.Create(old.Settings, TimeProvider.System).Fleet, PlanFactory.Create(now.Settings, TimeProvider.System).Fleet);
        var change = FleetChange.Between(one, other, SettingsChange.Between(old, now).SameDrivers);
        foreach (var host in one.Hosts.Concat(other.Hosts))
            await host.Driver.DisposeAsync();
        return (change.Gone.Select(host => host.Name).Order(), change.Started.Select(host => host.Name).Order());
    }

    private async Task<LoadedSettings> ReadAsync(string keys)
    {
        await File.WriteAllTextAsync(_file, $"conductor {{ {keys} }}", Cancel);
        return await SettingsSource.LoadAsync(new SettingsRequest { File = _file, Environment = _ => null }, Cancel);
    }
}
