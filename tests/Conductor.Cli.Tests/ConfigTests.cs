using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

public sealed class ConfigTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task Check_tells_all_mistakes_with_the_line_and_the_key_that_was_meant()
    {
        var file = await WriteAsync("conductor {\n  timeouts.idel = 5s\n  queue.limit = many\n  hosts { a { ulr = \"http://a\" } }\n}\n");

        var finished = await _conductor.RunAsync("config", "check", file);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("did you mean 'conductor.timeouts.idle'", finished.Error);
        Assert.Contains("    2 |   timeouts.idel = 5s", finished.Error);
        Assert.Contains("'conductor.queue.limit' must be a whole number from 1 to 1000000, but is \"many\"", finished.Error);
        Assert.Contains("did you mean 'conductor.hosts.a.url'", finished.Error);
        Assert.Contains("'conductor.hosts.a' has no url", finished.Error);
        Assert.Contains("4 mistakes.", finished.Error);
        Assert.Empty(finished.Output);
    }

    [Fact]
    public async Task Check_says_so_when_a_file_is_in_order_and_when_there_is_none()
    {
        var file = await WriteAsync("conductor.hosts.gpu-1.url = \"http://gpu-1:11434\"");

        Assert.Equal((0, $"{file} is in order. Hosts: gpu-1 (http://gpu-1:11434).\n"), Facts(await _conductor.RunAsync("config", "check", file)));
        Assert.Contains("the file does not exist", (await _conductor.RunAsync("config", "check", "/nowhere.conf")).Error);
        Assert.Contains("There is no ", (await _conductor.RunAsync("config", "check")).Output);
        Assert.Contains("directory", (await _conductor.RunAsync("config", "check", _conductor.Home)).Error);

        static (int, string) Facts(Finished finished) => (finished.ExitCode, finished.Output);
    }

    [Theory]
    [InlineData("hosts { a { url = \"http://a\" } }", "'hosts' stands outside of 'conductor'")]
    [InlineData("conductor { timeouts { idle = 10 } }", "with its unit (10s, 500ms), or off, but is 10")]
    [InlineData("\0\u0001\u0002", "no text in UTF-8")]
    public async Task Check_finds_what_looks_right_and_is_not(string text, string told)
    {
        var finished = await _conductor.RunAsync("config", "check", await WriteAsync(text));

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(told, finished.Error);
        Assert.EndsWith("conductor: 1 mistake.\n", finished.Error);
        Assert.DoesNotContain(finished.Error, one => char.IsControl(one) && one != '\n');
    }

    [Fact]
    public async Task The_variables_of_the_commands_are_no_misspelt_keys()
    {
        foreach (var name in new[] { "CONDUCTOR_KEY", "CONDUCTOR_TOKEN", "CONDUCTOR_CONNECT" })
            _conductor.Environment[name] = "unix:/nowhere";

        Assert.Empty((await _conductor.RunAsync("config", "check")).Error);
    }

    [Fact]
    public async Task Show_tells_each_value_with_its_place_and_no_secret()
    {
        var file = await WriteAsync("conductor { hosts.a { url = \"http://a:1\", api-key = top-secret }, queue.limit = 7 }");
        _conductor.Environment["CONDUCTOR_TIMEOUTS_LOAD"] = "9m";

        var shown = (await _conductor.RunAsync("config", "show", "--config", file, "--set", "timeouts.idle=7s")).Output;

        Assert.Contains("idle = 7s  # --set timeouts.idle", shown);
        Assert.Contains("load = 9m  # CONDUCTOR_TIMEOUTS_LOAD", shown);
        Assert.Contains($"limit = 7  # {file}:1:", shown);
        Assert.Contains("first-token = 30s  # reference.conf:", shown);
        Assert.Contains("listen = \"127.0.0.1:1\"  # CONDUCTOR_HTTP", shown);
        Assert.Contains("api-key = \"<hidden>\"", shown);
        Assert.DoesNotContain("top-secret", shown);
    }

    [Fact]
    public async Task What_show_prints_is_a_file_that_is_in_order_and_so_is_the_reference()
    {
        foreach (var print in new[] { "show", "reference" })
        {
            var file = await WriteAsync((await _conductor.RunAsync("config", print)).Output);

            var check = await _conductor.RunAsync("config", "check", file);

            Assert.True(check.ExitCode == 0, check.Error);
        }
    }

    [Fact]
    public async Task Show_as_JSON_is_JSON()
    {
        using var json = System.Text.Json.JsonDocument.Parse((await _conductor.RunAsync("config", "show", "--json")).Output);

        Assert.Equal("30s", json.RootElement.GetProperty("conductor").GetProperty("timeouts").GetProperty("idle").GetString());
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    private async Task<string> WriteAsync(string text)
    {
        var path = Path.Combine(_conductor.Home, "test.conf");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }
}
