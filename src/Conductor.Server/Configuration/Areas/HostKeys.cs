using Conductor.Hocon;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The table <c>conductor.hosts</c>: one entry for each host.</summary>
internal static class HostKeys
{
    private const string Eliza = "eliza";

    private static readonly HoconType<string> Kind = HoconTypes.Text.Where("one of ollama, openai, eliza", kind => kind is "ollama" or "openai" or Eliza);

    private static readonly HoconType<string> Url = HoconTypes.Text.Where(
        "a URL such as \"http://gpu-1:11434\"",
        text => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps));

    public static EntryTable<HostSettings> Table { get; } = new(
        "hosts",
        name => new HostSettings { Name = name },
        [
            EntryKey<HostSettings>.Of("kind", Kind, (host, value) => host with { Kind = value }),
            EntryKey<HostSettings>.Of("url", Url, (host, value) => host with { Url = value }),
            EntryKey<HostSettings>.Of("parallel", Setting.Count(1, 1024), (host, value) => host with { Parallel = value }),
            EntryKey<HostSettings>.Of("models", HoconTypes.ListOf(HoconTypes.Text), (host, value) => host with { Models = value }),
            EntryKey<HostSettings>.Secret("api-key", (host, value) => host with { ApiKey = value }),
        ],
        (all, hosts) => all with { Hosts = hosts })
    {
        Finish = Finish,
    };

    private static HostSettings Finish(HostSettings host, WrittenEntry entry, ICollection<HoconError> errors)
    {
        if (host.Kind != Eliza && !entry.Has("url"))
            errors.Add(new HoconError(entry.Origin, $"'{entry.Path}' has no url. Add one: url = \"http://{host.Name}:11434\""));
        return host.Kind == Eliza && !entry.Has("parallel") ? host with { Parallel = 64 } : host;
    }
}
