using Conductor.Hocon;
using Conductor.Hocon.Binding;
using Conductor.Hocon.Configuration;
using Conductor.Hocon.Rendering;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace Conductor.Benchmarks.Hocon;

/// <summary>What it costs to read a configuration of 50 hosts: a reload may take 50 ms in all, and this is its first part.</summary>
internal static class HoconSuite
{
    private const int Hosts = 50;
    private const int Readings = 20;
    private const int LookUps = 100_000;

    public static async Task<int> RunAsync(string[] names)
    {
        var plain = "conductor {\n" + string.Concat(Enumerable.Range(0, Hosts).Select(Host)) + "}\n";
        var inherited = "defaults { kind = ollama, parallel = 4, timeouts { connect = 2s, idle = 30s, first-token = 30s } }\nconductor {\n"
            + string.Concat(Enumerable.Range(0, Hosts).Select(i => $"hosts.gpu-{i} = ${{defaults}} {{ url = \"http://10.0.0.{i}:\"${{?PORT}}, api-key = ${{?KEY_{i}}} }}\n")) + "}\n";
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, plain);
        var document = await HoconDocument.LoadAsync(path);
        var configuration = (await new ConfigurationBuilder().AddHoconFileAsync(path)).Build();
        File.Delete(path);
        return Figure.Show(
            [
                new Figure($"parse {Hosts} hosts, {plain.Length / 1024} KiB", Readings, () => Repeat(Readings, () => HoconDocument.Parse(plain)), 5_000_000),
                new Figure($"parse {Hosts} hosts that inherit by substitution", Readings, () => Repeat(Readings, () => HoconDocument.Parse(inherited)), 5_000_000),
                new Figure($"bind {Hosts} hosts to options", Readings, () => Repeat(Readings, () => Bind(document)), 10_000_000),
                new Figure($"print {Hosts} hosts with their origins", Readings, () => Repeat(Readings, () => HoconRenderer.Render(document.Root, new HoconRenderOptions { ShowOrigins = true })), 5_000_000),
                new Figure("a key by the path of a property", LookUps, () => Repeat(LookUps, () => configuration["Conductor:Hosts:gpu-31:Timeouts:FirstToken"]), 2_000),
            ],
            names);
    }

    private static string Host(int i) =>
        $$"""
          hosts {
            # The host number {{i}} of the rack.
            gpu-{{i}} {
              kind = ollama
              url = "http://10.0.0.{{i}}:11434"
              parallel = 4
              models = ["qwen3:8b", "llama3.2", "phi4:14b"]
              timeouts { connect = 2s, idle = 30s, first-token = 30s }
            }
          }

        """;

    private static void Bind(HoconDocument document)
    {
        var options = new Options();
        if (!document.Object.TryGet("conductor", out var section) || HoconBinder.Bind((HoconObject)section, options).Count > 0 || options.Hosts.Count != Hosts)
            throw new InvalidOperationException("Not every host was bound.");
    }

    private static void Repeat(int times, Func<object?> work)
    {
        for (var i = 0; i < times; i++)
        {
            if (work() is null) throw new InvalidOperationException("Nothing was read.");
        }
    }

    private static void Repeat(int times, Action work)
    {
        for (var i = 0; i < times; i++) work();
    }

    private sealed class Options
    {
        public Dictionary<string, HostOptions> Hosts { get; set; } = [];
    }

    private sealed class HostOptions
    {
        public string Kind { get; set; } = "";

        public Uri? Url { get; set; }

        public int Parallel { get; set; }

        public string[] Models { get; set; } = [];

        public TimeoutOptions Timeouts { get; } = new();
    }

    private sealed class TimeoutOptions
    {
        public TimeSpan Connect { get; set; }

        public TimeSpan Idle { get; set; }

        public TimeSpan FirstToken { get; set; }
    }
}
