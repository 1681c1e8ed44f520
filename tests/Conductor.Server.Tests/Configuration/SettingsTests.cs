using System.Net;
using Conductor.Core.Streams;
using Conductor.Hocon.Values;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Layers;

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
        Assert.Contains(mistakes, one => one.Contains(":4:") && one.Contains("one of ollama, openai, chat-client, eliza"));
        Assert.Contains(mistakes, one => one.Contains("'conductor.hosts.b' has no url"));
    }

    [Theory]
    [InlineData("hosts.a { url = \"http://a\", api-key = \"top-secret\", parallel = many }")]
    [InlineData("hosts.a { url = \"http://a\", api-key = [\"top-secret\"] }")]
    [InlineData("hosts.a { url = \"http://a\", headers = \"Bearer top-secret\" }")]
    [InlineData("hosts.a { url = \"http://me:top-secret@a\" }")]
    [InlineData("hosts.a { url = \"http://a\", headers { X-Team = \"top-secret }\n")]
    [InlineData("telemetry.headers = { Authorization = \"top-secret\" }")]
    [InlineData("hosts.a { url = \"http://a\", api-kye = \"\", apikey = \"top-secret\" }")]
    public async Task No_mistake_shows_a_secret(string keys)
    {
        var file = await WriteAsync($"conductor {{ {keys} }}");

        var told = (await Assert.ThrowsAsync<SettingsException>(() => SettingsSource.ReadAsync(Request(file), Cancel))).Message;

        Assert.DoesNotContain("top-secret", told, StringComparison.Ordinal);
        Assert.Contains(file, told, StringComparison.Ordinal);
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

        Assert.All(SettingTable.Keys.Select(setting => setting.Path), IsThere);
        Assert.All(SettingTable.Tables.Select(table => table.Path), IsThere);

        void IsThere(HoconPath path) => Assert.True(reference.TryGet(path, out _), $"{path} is not in reference.conf.");
    }

    [Fact]
    public async Task Every_key_of_a_tables_entries_is_explained_above_the_table_and_no_other()
    {
        var lines = await File.ReadAllLinesAsync(InRepository("reference.conf"), Cancel);

        Assert.All(SettingTable.Tables, table =>
            Assert.Equal(table.EntryPaths.Select(path => path.ToString()).Order(), EntryKeysAbove(lines, table.Path[^1]).Order()));
    }

    // "#   key  what it means", in the comment right above "table {".
    private static IEnumerable<string> EntryKeysAbove(string[] lines, string table) => lines
        .Take(Array.FindIndex(lines, line => line.StartsWith($"  {table} {{", StringComparison.Ordinal))).Reverse()
        .TakeWhile(line => line.StartsWith("  #", StringComparison.Ordinal))
        .Where(line => line.StartsWith("  #   ", StringComparison.Ordinal) && line[6] != ' ')
        .Select(line => line[6..].Split(' ')[0]);

    [Theory]
    [InlineData("conductor.conf")]
    [InlineData("dev.conf")]
    public async Task The_files_to_copy_have_no_mistake(string name) =>
        Assert.NotEmpty((await SettingsSource.ReadAsync(Request(InRepository(name)), Cancel)).Hosts);

    [Fact]
    public async Task Every_key_can_be_said_in_the_environment()
    {
        foreach (var (name, value) in new[] { ("CONDUCTOR_TIMEOUTS_FIRST_TOKEN", "7s"), ("CONDUCTOR_STREAMS_HIGH_WATER", "2MiB"), ("CONDUCTOR_QUEUE_LIMIT", "3"), ("CONDUCTOR_MODELS_DEFAULT", "") })
            _environment[name] = value;

        var settings = await SettingsSource.ReadAsync(Request(await WriteAsync("conductor { queue.limit = 9, models.default = kept }")), Cancel);

        Assert.Equal((TimeSpan.FromSeconds(7), 2 * 1024 * 1024, 3, "kept"), (settings.Timeouts.FirstToken, settings.Streams.HighWater, settings.QueueLimit, settings.DefaultModel));
    }

    [Fact]
    public void No_two_keys_have_the_same_name_in_the_environment()
    {
        var names = SettingTable.Keys.Select(setting => EnvironmentNaming.Of(setting.Path)).Concat(SettingTable.Tables.Select(table => EnvironmentNaming.Of(table.Path)));

        Assert.Empty(names.Concat(EnvironmentNaming.Short.Keys).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public async Task A_host_can_be_named_and_changed_in_the_environment()
    {
        (_environment["CONDUCTOR_HOSTS_GPU_1_URL"], _environment["CONDUCTOR_HOSTS_GPU_2_URL"]) = ("http://env:1", "http://env:2");
        _environment["CONDUCTOR_HOSTS_GPU_2_API_KEY"] = "secret";

        var hosts = (await SettingsSource.ReadAsync(Request(await WriteAsync("conductor.hosts.gpu-1 { url = \"http://file:1\", parallel = 4 }")), Cancel)).Hosts;

        Assert.Equal([("gpu-1", "http://env:1", 4, null), ("gpu-2", "http://env:2", 1, "secret")], hosts.Select(host => (host.Name, host.Url, host.Parallel, host.ApiKey)));
    }

    [Fact]
    public async Task A_whole_table_can_be_said_in_one_variable()
    {
        _environment["CONDUCTOR_HOSTS"] = """{ lab { kind = openai, url = "http://lab/v1", models = [a, b] } }""";

        var host = Assert.Single((await SettingsSource.ReadAsync(Request(), Cancel)).Hosts);

        Assert.Equal(("lab", "openai", 2), (host.Name, host.Kind, host.Models.Count));
    }

    [Fact]
    public async Task A_mistake_in_the_environment_or_on_the_command_line_names_its_place()
    {
        _environment["CONDUCTOR_QUEUE_LIMIT"] = "many";

        var request = Request() with { Http = "1.2.3", Set = ["timeouts.idle=2d", "timeouts.idel=1s", "nonsense"] };
        var mistakes = (await Assert.ThrowsAsync<SettingsException>(() => SettingsSource.ReadAsync(request, Cancel))).Mistakes;

        Assert.Equal(5, mistakes.Count);
        Assert.Contains(mistakes, one => one.StartsWith("CONDUCTOR_QUEUE_LIMIT: 'conductor.queue.limit' must be", StringComparison.Ordinal));
        Assert.Contains(mistakes, one => one.StartsWith("--http: 'conductor.http.listen' must be", StringComparison.Ordinal));
        Assert.Contains(mistakes, one => one.StartsWith("--set timeouts.idle: ", StringComparison.Ordinal));
        Assert.Contains(mistakes, one => one.StartsWith("--set timeouts.idel: ", StringComparison.Ordinal) && one.Contains("did you mean 'conductor.timeouts.idle'"));
        Assert.Contains(mistakes, one => one.Contains("Write it as KEY=VALUE"));
    }

    [Fact]
    public async Task The_command_line_can_set_any_key()
    {
        var settings = await SettingsSource.ReadAsync(Request() with { Set = ["timeouts.idle = 9s", "hosts.a.url=http://a:1"] }, Cancel);

        Assert.Equal((TimeSpan.FromSeconds(9), "http://a:1"), (settings.Timeouts.Idle, settings.Hosts[0].Url));
    }

    [Fact]
    public async Task A_variable_that_nothing_reads_is_a_warning_only_if_it_looks_like_one_of_ours()
    {
        (_environment["CONDUCTOR_TIMEOUT_IDLE"], _environment["CONDUCTOR_PORT_80_TCP_PROTO"]) = ("1s", "tcp");

        await SettingsSource.ReadAsync(Request(), Cancel);

        Assert.Contains("Did you mean CONDUCTOR_TIMEOUTS_IDLE?", Assert.Single(_warnings), StringComparison.Ordinal);
    }

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
        new() { File = file, Environment = name => _environment.GetValueOrDefault(name), EnvironmentNames = () => _environment.Keys, Warn = _warnings.Add };

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
