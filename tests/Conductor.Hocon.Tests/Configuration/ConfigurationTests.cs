using Conductor.Hocon.Configuration;
using Conductor.Hocon.Tests.Including;
using Conductor.Hocon.Tests.Properties;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;
using Conductor.TestKit;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Conductor.Hocon.Tests.Configuration;

public sealed class ConfigurationTests : IDisposable
{
    private const string Text =
        """
        conductor {
          timeouts { first-token-timeout = 30s, retry-count = 3 }
          hosts {
            gpu-1 { url = "http://a", api-key = k1, is-on = true }
            gpu1 { url = "http://b", api-key = k2 }
            Lab_2 { url = "http://c" }
          }
          models { "qwen3:8b" { keep-alive = 30m, fallback = [llama3.2, "phi4:14b"] }, "10%" {}, "a%3Ab" { keep-alive = 1m } }
          none = [], empty {}, nothing = null
          kind = open-ai
        }
        """;

    private readonly MemoryFiles _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private enum Kind
    {
        Ollama,
        OpenAI,
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("conductor:timeouts:first-token-timeout", "30s")]
    [InlineData("conductor:timeouts:FirstTokenTimeout", "30s")]
    [InlineData("Conductor:Timeouts:firstTokenTimeout", "30s")]
    [InlineData("conductor:hosts:gpu-1:ApiKey", "k1")]
    [InlineData("conductor:hosts:gpu1:ApiKey", "k2")]
    [InlineData("conductor:hosts:GPU-1:url", "http://a")]
    [InlineData("conductor:hosts:lab2:url", "http://c")]
    [InlineData("conductor:models:qwen3%3A8b:keep-alive", "30m")]
    [InlineData("conductor:models:qwen3:8b:keep-alive", "30m")]
    [InlineData("conductor:models:qwen3:8b:fallback:1", "phi4:14b")]
    [InlineData("conductor:models:a%253Ab:KeepAlive", "1m")]
    [InlineData("conductor:none", "")]
    [InlineData("conductor:empty", null)]
    [InlineData("conductor:nothing", null)]
    [InlineData("conductor:hosts", null)]
    [InlineData("conductor:absent", null)]
    [InlineData("conductor:timeouts:first-token-timeout:x", null)]
    public async Task A_value_is_found_by_any_spelling_of_its_path(string path, string? value) => Assert.Equal(value, (await BuildAsync(Text))[path]);

    [Fact]
    public async Task Names_come_out_as_they_were_written()
    {
        var configuration = await BuildAsync(Text);
        Assert.Equal(["Lab_2", "gpu-1", "gpu1"], configuration.GetSection("conductor:hosts").GetChildren().Select(child => child.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["10%", "a%253Ab", "qwen3%3A8b"], configuration.GetSection("Conductor:Models").GetChildren().Select(child => child.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["0", "1"], configuration.GetSection("conductor:models:qwen3:8b:fallback").GetChildren().Select(child => child.Key));
    }

    [Fact]
    public async Task The_binder_of_the_platform_finds_its_properties()
    {
        var options = (await BuildAsync(Text)).GetSection("conductor").Get<PlainOptions>()!;
        Assert.Equal(("30s", 3), (options.Timeouts.FirstTokenTimeout, options.Timeouts.RetryCount));
        Assert.Empty(options.None!);
        Assert.Equal(["k1", "k2", null], new[] { "gpu-1", "gpu1", "Lab_2" }.Select(name => options.Hosts[name].ApiKey));
        Assert.True(options.Hosts["gpu-1"].IsOn);
        Assert.Equal(["llama3.2", "phi4:14b"], options.Models[ConfigurationKey.Encode("qwen3:8b")].Fallback);
        Assert.Equal("qwen3:8b", ConfigurationKey.Decode(options.Models.Keys.Single(key => key.StartsWith("qwen", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_file_can_be_added_where_nothing_can_be_awaited_with_all_that_it_includes()
    {
        var folder = Directory.CreateTempSubdirectory("conductor-hocon");
        try
        {
            var path = Path.Combine(folder.FullName, "conductor.conf");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "more.conf"), "port = 2", Token);
            await File.WriteAllTextAsync(path, "conductor { include \"more.conf\", url = \"http://gpu-\"${conductor.port} }", Token);

            var configuration = Add(path).Build();

            Assert.Equal("http://gpu-2", configuration["Conductor:Url"]);
            Assert.Contains("the file does not exist", Assert.Throws<HoconException>(() => Add(path + "x")).Message, StringComparison.Ordinal);
            Assert.Contains("it is a directory", Assert.Throws<HoconException>(() => Add(folder.FullName)).Message, StringComparison.Ordinal);
            Assert.Null(Add(path + "x", optional: true).Build()["Conductor:Url"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static IConfigurationBuilder Add(string path, bool optional = false) => new ConfigurationBuilder().AddHoconFile(path, optional);
    }

    [Fact]
    public async Task Our_binder_knows_units_names_and_later_providers()
    {
        var builder = new ConfigurationBuilder();
        await AddAsync(builder, Text.Replace("kind = open-ai", "kind = maybe", StringComparison.Ordinal));
        builder.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Conductor:Timeouts:FirstTokenTimeout"] = "45s",
            ["conductor:hosts:gpu-1:parallel"] = "9",
            ["conductor:models:qwen3%3A8b:fallback:1"] = "replaced",
        });
        var root = builder.Build();
        var options = new Options();
        var errors = root.GetSection("conductor").BindHocon(options, root);
        Assert.Equal(TimeSpan.FromSeconds(45), options.Timeouts.FirstTokenTimeout);
        Assert.Equal(["Lab_2", "gpu-1", "gpu1"], options.Hosts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("k1", "k2"), (options.Hosts["gpu-1"].ApiKey, options.Hosts["gpu1"].ApiKey));
        Assert.Equal(["llama3.2", "replaced"], options.Models["qwen3:8b"].Fallback);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Models["a%3Ab"].KeepAlive);
        Assert.Equal(
            [
                "/etc/a.conf:10:10: 'conductor.kind' must be one of ollama, open-ai, but is \"maybe\"",
                "conductor:hosts:gpu-1:parallel of MemoryConfigurationProvider: 'conductor.hosts.gpu-1.parallel' is not known; known are api-key, is-on, url",
            ],
            errors.Select(error => error.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Configuration_without_a_root_is_read_as_text()
    {
        var section = (await BuildAsync(Text)).GetSection("conductor");
        var options = new Options();
        Assert.Empty(section.BindHocon(options));
        Assert.Equal(Kind.OpenAI, options.Kind);
        Assert.True(section.ToHocon().TryGet("none", out var none));
        Assert.Equal("conductor:none of the configuration", none.Origin.ToString());
    }

    [Fact]
    public void Configuration_that_nests_too_deep_is_refused()
    {
        var path = string.Join(':', Enumerable.Repeat("a", 200));
        var root = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [path] = "1" }).Build();
        Assert.Throws<HoconException>(() => root.ToHocon());
    }

    [Fact]
    public async Task A_file_that_was_read_before_is_added_without_waiting()
    {
        _files["/etc/a.conf"] = "a-b = 1";
        var file = await HoconFile.LoadAsync("/etc/a.conf", options: Golden.Bare with { Files = _files }, cancellationToken: Token);
        var configuration = new ConfigurationBuilder().AddHoconFile(file).Build();
        Assert.Equal("1", configuration["AB"]);
        var provider = Assert.IsType<HoconConfigurationProvider>(Assert.Single(configuration.Providers));
        Assert.Same(file, provider.File);
        Assert.True(provider.TryGetValue("aB", out var value) && value.Origin.Line == 1);
        Assert.Contains("/etc/a.conf", provider.ToString(), StringComparison.Ordinal);

        _files["/etc/a.conf"] = "a-b = 2";
        await file.ReloadAsync(Token);
        configuration.Reload();
        Assert.Equal("2", configuration["AB"]);
    }

    [Fact]
    public async Task A_host_s_configuration_takes_a_file_while_it_is_built()
    {
        using var manager = new ConfigurationManager();
        await AddAsync(manager, "a { b-c = 1 }");
        Assert.Equal("1", manager["a:BC"]);
        manager["a:BC"] = "2";
        Assert.Equal("1", manager["a:BC"]);
    }

    [Fact]
    public async Task A_missing_file_is_an_error_unless_it_is_optional()
    {
        var options = Golden.Bare with { Files = _files };
        await Assert.ThrowsAsync<HoconException>(() => new ConfigurationBuilder().AddHoconFileAsync("/etc/absent.conf", options: options, cancellationToken: Token));
        await Assert.ThrowsAsync<HoconException>(() => AddAsync(new ConfigurationBuilder(), "a = !"));
        await Assert.ThrowsAsync<HoconException>(async () => (await AddAsync(new ConfigurationBuilder(), "[1]")).Build());
        var configuration = (await new ConfigurationBuilder().AddHoconFileAsync("/etc/absent.conf", optional: true, options: options, cancellationToken: Token)).Build();
        Assert.Empty(configuration.AsEnumerable());
    }

    [Fact]
    public async Task A_change_is_shown_and_a_mistake_is_not()
    {
        _files["/etc/a.conf"] = "a = 1";
        var time = new VirtualTime();
        var told = System.Threading.Channels.Channel.CreateUnbounded<HoconReload>();
        var source = new HoconConfigurationSource
        {
            File = await HoconFile.LoadAsync("/etc/a.conf", options: Golden.Bare with { Files = _files }, cancellationToken: Token),
            ReloadOnChange = true,
            Watch = new HoconWatchOptions { SettleTime = TimeSpan.Zero },
            TimeProvider = time,
            OnReload = reload => told.Writer.TryWrite(reload),
        };
        var configuration = new ConfigurationBuilder().Add(source).Build();
        var changes = 0;
        using var registration = ChangeToken.OnChange(configuration.GetReloadToken, () => changes++);

        _files["/etc/a.conf"] = "a = 2";
        _files.Change();
        Assert.Null((await told.Reader.ReadAsync(Token)).Mistakes);
        Assert.Equal(("2", 1), (configuration["a"], changes));

        _files["/etc/a.conf"] = "a = !";
        _files.Change();
        Assert.NotNull((await told.Reader.ReadAsync(Token)).Mistakes);
        Assert.Equal(("2", 1), (configuration["a"], changes));

        _files["/etc/a.conf"] = "a = 3";
        _files.Change();
        Assert.Null((await told.Reader.ReadAsync(Token)).Mistakes);
        Assert.Equal(("3", 2), (configuration["a"], changes));
        ((IDisposable)configuration).Dispose();
    }

    [Fact]
    public void Any_key_survives_configuration() =>
        Rule.Holds(Properties.JsonGen.Text.ToArbitrary(), key =>
        {
            var form = ConfigurationKey.Encode(key);
            return !form.Contains(':', StringComparison.Ordinal) && ConfigurationKey.Decode(form) == key;
        }, 1_000);

    [Fact]
    public async Task Any_document_comes_back_from_configuration_with_its_types()
    {
        foreach (var json in Properties.JsonGen.Document.Generator.Sample(20, 300))
        {
            var root = await BuildAsync($"{{ root = {json.Trim()} }}");
            var expected = ((HoconConfigurationProvider)root.Providers.Single()).File.Document.Object;
            // Configuration cannot tell keys apart that differ in case alone.
            if (!HasTwins(expected)) Assert.True(AreSame(expected, root.ToHocon()), json);
        }
    }

    private static bool HasTwins(HoconValue value) => value switch
    {
        HoconObject fields => fields.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < fields.Count || fields.Any(field => HasTwins(field.Value)),
        HoconArray array => array.Any(HasTwins),
        _ => false,
    };

    // Empty objects come back as null, and arrays as objects with numbers for keys, which read as arrays.
    private static bool AreSame(HoconValue expected, HoconValue actual) => expected switch
    {
        HoconObject { Count: 0 } => actual.Kind is HoconValueKind.Null or HoconValueKind.Object,
        HoconObject fields => actual is HoconObject read && read.Count == fields.Count && fields.All(field => read.TryGetField(field.Key, out var match) && AreSame(field.Value, match.Value)),
        HoconArray { Count: > 0 } array => HoconTypes.Array.TryRead(actual, HoconPath.Root, [], out var elements) && array.Zip(elements, AreSame).All(same => same) && elements.Count == array.Count,
        _ => expected.Equals(actual),
    };

    private Task<IConfigurationBuilder> AddAsync(IConfigurationBuilder builder, string text)
    {
        _files["/etc/a.conf"] = text;
        return builder.AddHoconFileAsync("/etc/a.conf", options: Golden.Bare with { Files = _files }, cancellationToken: Token);
    }

    private async Task<IConfigurationRoot> BuildAsync(string text) => (await AddAsync(new ConfigurationBuilder(), text)).Build();

    private sealed class Timeouts
    {
        public TimeSpan FirstTokenTimeout { get; set; }

        public int RetryCount { get; set; }
    }

    private sealed class Host
    {
        public string? Url { get; set; }

        public string? ApiKey { get; set; }

        public bool IsOn { get; set; }
    }

    private sealed class Model
    {
        public TimeSpan? KeepAlive { get; set; }

        public string[] Fallback { get; set; } = [];
    }

    private sealed class Options
    {
        public Timeouts Timeouts { get; } = new();

        public Dictionary<string, Host> Hosts { get; set; } = [];

        public Dictionary<string, Model> Models { get; set; } = [];

        public string[] None { get; set; } = ["before"];

        public Host Empty { get; } = new();

        public string? Nothing { get; set; }

        public Kind Kind { get; set; }
    }

    // The platform's binder knows no units.
    private sealed class PlainTimeouts
    {
        public string? FirstTokenTimeout { get; set; }

        public int RetryCount { get; set; }
    }

    private sealed class PlainModel
    {
        public string? KeepAlive { get; set; }

        public string[] Fallback { get; set; } = [];
    }

    private sealed class PlainOptions
    {
        public PlainTimeouts Timeouts { get; set; } = new();

        public Dictionary<string, Host> Hosts { get; set; } = [];

        public Dictionary<string, PlainModel> Models { get; set; } = [];

        public string[]? None { get; set; }
    }
}
