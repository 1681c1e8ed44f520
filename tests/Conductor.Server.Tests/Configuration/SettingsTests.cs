using System.Net;
using Conductor.Core.Streams;
using Conductor.Server.Configuration;

namespace Conductor.Server.Tests.Configuration;

public sealed class SettingsTests : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("conductor-settings").FullName;
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _warnings = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_nothing_said_the_local_Ollama_is_looked_for_and_Eliza_stands_in()
    {
        var settings = await SettingsSource.ReadAsync(Request(), Cancel);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 11435), settings.HttpEndpoint);
        Assert.Equal([("local", "ollama", true, false), ("eliza", "eliza", false, true)], settings.Hosts.Select(host => (host.Name, host.Kind, host.IsOptional, host.IsStandIn)));
        Assert.Equal("http://127.0.0.1:11434/", settings.Hosts[0].Url);
    }

    [Fact]
    public async Task The_command_line_goes_before_the_environment_and_that_before_the_file()
    {
        var file = await WriteAsync("""conductor { http.listen = "127.0.0.1:3", socket.path = "/file.sock", hosts.a.url = "http://file:1" }""");
        Assert.Equal((3, "/file.sock", "a"), Facts(await SettingsSource.ReadAsync(Request(file), Cancel)));

        (_environment["CONDUCTOR_HTTP"], _environment["CONDUCTOR_SOCKET"]) = ("127.0.0.1:2", "/environment.sock");
        Assert.Equal((2, "/environment.sock", "a"), Facts(await SettingsSource.ReadAsync(Request(file), Cancel)));

        var request = Request(file) with { Http = ":1", Socket = "/line.sock", Backends = ["http://line:1"] };
        Assert.Equal((1, "/line.sock", "backend-1"), Facts(await SettingsSource.ReadAsync(request, Cancel)));

        static (int, string, string) Facts(ConductorSettings settings) => (settings.HttpEndpoint.Port, settings.SocketPath, settings.Hosts[0].Name);
    }

    [Fact]
    public async Task The_file_in_the_usual_place_is_read_without_being_named()
    {
        Directory.CreateDirectory(Path.Combine(_home, ".config", "conductor"));
        await File.WriteAllTextAsync(Path.Combine(_home, ".config", "conductor", "conductor.conf"), "conductor.queue.limit = 7", Cancel);
        _environment["HOME"] = _home;

        Assert.Equal(7, (await SettingsSource.ReadAsync(Request(), Cancel)).QueueLimit);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_each_with_its_place()
    {
        var file = await WriteAsync(
            """
            conductor {
              http.listn = ":1"
              timeouts.idle = 2d
              hosts { a { kind = olama, url = "http://a" }, b {} }
            }
            """);

        var mistakes = (await Assert.ThrowsAsync<SettingsException>(() => SettingsSource.ReadAsync(Request(file), Cancel))).Mistakes;

        Assert.Equal(4, mistakes.Count);
        Assert.Contains(mistakes, one => one.Contains(":2:3:") && one.Contains("did you mean 'conductor.http.listen'"));
        Assert.Contains(mistakes, one => one.Contains(":3:") && one.Contains("from 10ms to 1d"));
        Assert.Contains(mistakes, one => one.Contains(":4:") && one.Contains("one of ollama, openai, eliza"));
        Assert.Contains(mistakes, one => one.Contains("'conductor.hosts.b' has no url"));
    }

    [Fact]
    public async Task Every_key_of_the_reference_is_known_and_has_the_default_that_the_code_has()
    {
        var reference = await SettingsSource.ReadAsync(Request(InRepository("reference.conf")), Cancel);
        var defaults = await SettingsSource.ReadAsync(Request(), Cancel);

        Assert.Equal(defaults with { Hosts = [] }, reference with { Hosts = [] });
        Assert.Equal(defaults.Hosts, reference.Hosts);
    }

    [Fact]
    public async Task Every_key_that_is_known_is_in_the_reference()
    {
        var reference = (await Hocon.HoconDocument.LoadAsync(InRepository("reference.conf"), cancellationToken: Cancel)).Object;

        Assert.All(SettingTable.All, setting => Assert.True(reference.TryGet(setting.Path, out _), $"{setting.Path} is not in reference.conf."));
    }

    [Theory]
    [InlineData("conductor.conf")]
    [InlineData("dev.conf")]
    public async Task The_files_to_copy_have_no_mistake(string name) =>
        Assert.NotEmpty((await SettingsSource.ReadAsync(Request(InRepository(name)), Cancel)).Hosts);

    [Fact]
    public async Task Off_switches_a_time_out_off()
    {
        var file = await WriteAsync("conductor.timeouts.first-token = off");

        Assert.Equal(Timeout.InfiniteTimeSpan, (await SettingsSource.ReadAsync(Request(file), Cancel)).Timeouts.FirstToken);
    }

    [Fact]
    public async Task Sizes_have_units()
    {
        var file = await WriteAsync("conductor.streams.high-water = 2MiB");

        Assert.Equal(ResponseLogOptions.Default with { HighWater = 2 * 1024 * 1024 }, (await SettingsSource.ReadAsync(Request(file), Cancel)).Streams);
    }

    [Theory]
    [InlineData("127.0.0.1:1234", "127.0.0.1:1234")]
    [InlineData("localhost", "127.0.0.1:11435")]
    [InlineData(":80", "127.0.0.1:80")]
    [InlineData("8080", "127.0.0.1:8080")]
    [InlineData("0.0.0.0:1", "0.0.0.0:1")]
    [InlineData("*:1", "0.0.0.0:1")]
    [InlineData("http://127.0.0.1:5/", "127.0.0.1:5")]
    [InlineData("[::1]:7", "[::1]:7")]
    public void An_address_to_listen_on_is_read_in_each_form(string text, string expected)
    {
        Assert.True(FrontDoor.TryParse(text, out var endpoint, out _));
        Assert.Equal(expected, endpoint.ToString());
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("example.com:80")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("127.0.0.1:x")]
    public void What_is_no_address_is_said_to_be_none(string text)
    {
        Assert.False(FrontDoor.TryParse(text, out _, out var problem));
        Assert.Contains(text, problem, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return ValueTask.CompletedTask;
    }

    private SettingsRequest Request(string? file = null) =>
        new() { File = file, Environment = name => _environment.GetValueOrDefault(name), Warn = _warnings.Add };

    private async Task<string> WriteAsync(string text)
    {
        var path = Path.Combine(_home, "test.conf");
        await File.WriteAllTextAsync(path, text, Cancel);
        return path;
    }

    private static string InRepository(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Conductor.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "hocon", name);
    }
}
