using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

public sealed class DaemonTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(_conductor.Home, "s", "conductor.sock");

    [Fact]
    public async Task A_second_daemon_with_the_same_socket_is_refused_with_one_sentence_that_names_the_first()
    {
        var (first, _) = await _conductor.ServeAsync("--backend", "eliza", "--socket", Socket);

        var second = await _conductor.RunAsync("serve", "--http", "127.0.0.1:0", "--backend", "eliza", "--socket", Socket);

        Assert.Equal(1, second.ExitCode);
        var sentence = Assert.Single(second.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^conductor: Another conductor \(process \d+\) runs with the socket .*conductor\.sock\. Stop that one", sentence);
        Assert.DoesNotContain("ready", second.Output);
        await first.SignalAsync("TERM");
        Assert.Equal(0, (await first.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task What_a_killed_daemon_left_is_taken_over()
    {
        var (first, _) = await _conductor.ServeAsync("--backend", "eliza", "--socket", Socket);
        await first.SignalAsync("KILL");
        await first.FinishAsync();
        Assert.True(File.Exists(Socket) && File.Exists(Socket + ".lock"));

        var (second, _) = await _conductor.ServeAsync("--backend", "eliza", "--socket", Socket);

        await second.SignalAsync("TERM");
        Assert.Equal(0, (await second.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task The_service_manager_hears_when_it_is_ready_and_when_it_stops()
    {
        var address = Path.Combine(_conductor.Home, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(address));
        _conductor.Environment["NOTIFY_SOCKET"] = address;

        var (command, _) = await _conductor.ServeAsync("--backend", "eliza", "--socket", "off");
        Assert.Equal("READY=1", await HearAsync());
        await command.SignalAsync("TERM");
        Assert.Equal("STOPPING=1", await HearAsync());
        Assert.Equal(0, (await command.FinishAsync()).ExitCode);

        async Task<string> HearAsync()
        {
            var buffer = new byte[100];
            var count = await manager.ReceiveAsync(buffer, Cancel).AsTask().WaitAsync(CommandLine.Patience, Cancel);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
    }

    [Fact]
    public async Task The_log_file_has_one_JSON_object_a_line_of_the_areas_and_levels_that_were_asked_for()
    {
        var file = Path.Combine(_conductor.Home, "log", "conductor-.json");

        var (command, _) = await _conductor.ServeAsync(
            "--backend", "eliza", "--socket", "off", "--set", $"log.file.path={file}", "--set", "log.level=error", "--set", "log.levels={ Microsoft.Hosting = debug }");
        await command.SignalAsync("TERM");
        await command.FinishAsync();

        var lines = await File.ReadAllLinesAsync(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "conductor-*.json")), Cancel);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.StartsWith("Microsoft.Hosting", JsonDocument.Parse(line).RootElement.GetProperty("Properties").GetProperty("SourceContext").GetString()));
    }

    [Fact]
    public async Task An_answer_that_nobody_reads_any_more_stops_the_command()
    {
        // head takes one line and goes; the answer of a model that would talk for long is then worth nothing.
        var program = Path.Combine(AppContext.BaseDirectory, "conductor");
        var start = new ProcessStartInfo("bash", ["-c", $"\"{program}\" ask --backend eliza 'I am unhappy, and my mother and my father and my dog and my cat are too.' | true; echo \"${{PIPESTATUS[0]}}\""])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = _conductor.Home;
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();

        var output = await shell.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(CommandLine.Patience, Cancel);

        Assert.Equal("141", output.Trim());
        Assert.Empty(await shell.StandardError.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task SIGHUP_applies_the_file_as_it_is_now_and_a_mistake_changes_nothing()
    {
        var file = Path.Combine(_conductor.Home, "test.conf");
        await WriteAsync("conductor { socket.path = off, hosts.first { kind = eliza } }");
        var (command, url) = await _conductor.ServeAsync("--config", file);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };

        await WriteAsync("conductor { socket.path = off, hosts.second { kind = eliza }, models.default = eliza }");
        await command.SignalAsync("HUP");
        var applied = await StatusAsync(status => Configuration(status).GetProperty("changes_applied").GetInt32() > 0);
        Assert.Equal("second", Assert.Single(applied.GetProperty("hosts").EnumerateArray()).GetProperty("name").GetString());

        await WriteAsync("conductor { hosts.third { kind = elisa } }");
        await command.SignalAsync("HUP");
        var refused = await StatusAsync(status => Configuration(status).GetProperty("problem").ValueKind == JsonValueKind.String);
        Assert.Equal("second", Assert.Single(refused.GetProperty("hosts").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("elisa", Configuration(refused).GetProperty("problem").GetString());
        Assert.Equal(0, (await _conductor.RunAsync("ask", "Hello.")).ExitCode);
        await command.SignalAsync("TERM");
        Assert.Equal(0, (await command.FinishAsync()).ExitCode);
        Assert.Contains("Everything stays as it was", command.Error);

        // At once, as editors do: whoever watches the file never sees half of it.
        async Task WriteAsync(string text)
        {
            await File.WriteAllTextAsync(file + ".new", text, Cancel);
            File.Move(file + ".new", file, overwrite: true);
        }

        async Task<JsonElement> StatusAsync(Predicate<JsonElement> isIt)
        {
            using var patience = new CancellationTokenSource(CommandLine.Patience, TimeProvider.System);
            while (true)
                if (JsonElement.Parse(await client.GetStringAsync("/conductor/v1/status", patience.Token)) is var status && isIt(status))
                    return status;
        }

        static JsonElement Configuration(JsonElement status) => status.GetProperty("configuration");
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _conductor conductor")]
    [InlineData("zsh", "compdef _conductor conductor")]
    [InlineData("fish", "complete -f -c conductor")]
    public async Task Completion_prints_what_the_shell_needs(string shell, string line) =>
        Assert.Contains(line, (await _conductor.RunAsync("completion", shell)).Output);

    [Fact]
    public async Task The_program_itself_completes_what_a_shell_asks_it_for() =>
        Assert.Contains("status", (await _conductor.RunAsync("[suggest:12]", "conductor st")).Output);

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();
}
