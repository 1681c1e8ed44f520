using System.ComponentModel.DataAnnotations;
using Conductor.Hocon.Binding;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace Conductor.Hocon.Tests.Binding;

public sealed class BinderTests
{
    private enum HostKind
    {
        Ollama,
        OpenAI,
    }

    [Fact]
    public void Every_kind_of_property_is_bound()
    {
        var options = new Options();
        var errors = HoconBinder.Bind(
            Golden.Parse(
                """
                name = n, kind = open-ai, is-on = yes, retry-attempts = 2, big-number = 1e12, budget = 10%, ratio = 0.5
                first-token-timeout = 30s, total = off, queue = 1m, url = "http://h"
                max-frame-bytes = 16KiB, cache-bytes = 2GiB
                odd-name = renamed, tags = [a, b], ports = [1, 2], waits = [1s, 2m]
                inner { url = "http://inner" }, created { parallel = 3 }
                hosts { gpu-1 { parallel = 4 }, "qwen3:8b" { parallel = 5 }, GPU-1 {} }
                weights { "a.b" = 1, c-d = 2 }
                list = [ { parallel = 7 }, {} ]
                """),
            options);
        Assert.Empty(errors);
        Assert.Equal(("n", HostKind.OpenAI, true, 2, 1_000_000_000_000, 0.1, 0.5), (options.Name, options.Kind, options.IsOn, options.RetryAttempts, options.BigNumber, options.Budget, options.Ratio));
        Assert.Equal((TimeSpan.FromSeconds(30), null, TimeSpan.FromMinutes(1)), (options.FirstTokenTimeout, options.Total, options.Queue));
        Assert.Equal((16 << 10, 2L << 30), (options.MaxFrameBytes, options.CacheBytes));
        Assert.Equal("renamed", options.Renamed);
        Assert.Equal(["a", "b"], options.Tags);
        Assert.Equal([1, 2], options.Ports);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)], options.Waits);
        Assert.Equal((new Uri("http://h"), new Uri("http://inner"), 3), (options.Url, options.Inner.Url, options.Created?.Parallel));
        Assert.Equal([("gpu-1", 4), ("qwen3:8b", 5), ("GPU-1", 1)], options.Hosts.Select(host => (host.Key, host.Value.Parallel)));
        Assert.Equal([("a.b", 1.0), ("c-d", 2.0)], options.Weights.Select(weight => (weight.Key, weight.Value)));
        Assert.Equal([7, 1], options.List.Select(host => host.Parallel));
    }

    [Fact]
    public void What_is_absent_or_null_keeps_its_value()
    {
        var options = new Options { Name = "before", Hosts = new() { ["kept"] = new() } };
        Assert.Empty(HoconBinder.Bind(Golden.Parse("name = null, inner {}"), options));
        Assert.Equal("before", options.Name);
        Assert.Equal(["kept"], options.Hosts.Keys);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var errors = HoconBinder.Bind(
            Golden.Parse(
                """
                conductor {
                  first-token-timeout = 5ms
                  queue = 3 parsecs
                  is-on = maybe
                  max-frame-bytes = 1KB
                  totl = 1s
                  kind = olama
                  hosts { gpu-1 { paralel = 4 }, gpu-2 { parallel = 0 }, gpu-3 = 5 }
                  list = [ { url = nowhere } ]
                  inner = text
                }
                """).GetObject("conductor"),
            new Options(),
            HoconPath.Of("conductor"));
        Assert.Equal(
            [
                "2:25: 'conductor.first-token-timeout' must be a duration such as 500ms, 30s or 5m, from 100ms to 10m, but is \"5ms\"",
                "3:11: 'conductor.queue' must be a duration such as 500ms, 30s or 5m, or off, but is \"3 parsecs\"",
                "4:11: 'conductor.is-on' must be true or false, but is \"maybe\"",
                "5:21: 'conductor.max-frame-bytes' must be a size such as 512KiB, 4MiB or 1GB below 2GiB, from 1KiB to 1MiB, but is \"1KB\"",
                "6:3: 'conductor.totl' is not known; did you mean 'total'?",
                "7:10: 'conductor.kind' must be one of ollama, open-ai, but is \"olama\"",
                "8:19: 'conductor.hosts.gpu-1.paralel' is not known; did you mean 'parallel'?",
                "8:53: 'conductor.hosts.gpu-2.parallel' must be a whole number, from 1 to 64, but is 0",
                "8:66: 'conductor.hosts.gpu-3' must be an object, but is 5",
                "9:20: 'conductor.list.0.url' must be a URL such as \"http://host:11434\", but is \"nowhere\"",
                "10:11: 'conductor.inner' must be an object, but is \"text\"",
            ],
            errors.Select(error => error.ToString()["test.conf:".Length..]));
    }

    [Theory]
    [InlineData("FirstTokenTimeout", "first-token-timeout")]
    [InlineData("Url", "url")]
    [InlineData("OpenAIHost", "open-ai-host")]
    [InlineData("HTTPPort", "http-port")]
    [InlineData("Ipv6Only", "ipv6-only")]
    [InlineData("num_ctx", "num-ctx")]
    [InlineData("X", "x")]
    [InlineData("", "")]
    public void Names_of_properties_become_keys(string name, string key)
    {
        Assert.Equal(key, KebabCase.From(name));
        Assert.True(KebabCase.AreSame(name, key));
    }

    private sealed class Host
    {
        public Uri? Url { get; set; }

        [Range(1, 64)]
        public int Parallel { get; set; } = 1;
    }

    private sealed class Options
    {
        public string Name { get; set; } = "";

        public HostKind Kind { get; set; }

        public bool IsOn { get; set; }

        public int RetryAttempts { get; set; }

        public long BigNumber { get; set; }

        public double Budget { get; set; }

        public double? Ratio { get; set; }

        [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
        public TimeSpan FirstTokenTimeout { get; set; }

        [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
        public TimeSpan? Total { get; set; } = TimeSpan.FromSeconds(1);

        public TimeSpan? Queue { get; set; }

        public Uri? Url { get; set; }

        [Range(1024, 1024 * 1024)]
        public int MaxFrameBytes { get; set; }

        public long CacheBytes { get; set; }

        [ConfigurationKeyName("odd-name")]
        public string Renamed { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public List<int> Ports { get; set; } = [];

        public IReadOnlyList<TimeSpan> Waits { get; set; } = [];

        public Host Inner { get; } = new();

        public Host? Created { get; set; }

        public Dictionary<string, Host> Hosts { get; set; } = [];

        public IReadOnlyDictionary<string, double> Weights { get; set; } = new Dictionary<string, double>();

        public IReadOnlyList<Host> List { get; set; } = [];

        public string Computed => Name;
    }
}
