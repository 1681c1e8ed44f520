using Conductor.Backends.Http;
using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The table <c>conductor.hosts</c>: one entry for each host.</summary>
internal static class HostKeys
{
    private const string Eliza = "eliza";
    private const string ChatClient = "chat-client";

    private static readonly string[] Kinds = ["ollama", "openai", ChatClient, Eliza];

    private static readonly HoconType<string> Kind = HoconTypes.Text.Where($"one of {string.Join(", ", Kinds)}", kind => Kinds.Contains(kind));

    private static readonly HoconType<string> Url = HoconTypes.Text.Where(
        "a URL such as \"http://gpu-1:11434\"",
        text => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0);

    private static readonly HoconType<double> Weight = HoconTypes.Double.Where("a number from 0.01 to 100", weight => weight is >= 0.01 and <= 100);

    private static readonly HoconType<HoconObject> Headers = HoconTypes.Object.Where(
        "an object of header names and texts such as { X-Team = \"blue\" }", headers => headers.All(IsHeader));

    public static EntryTable<HostSettings> Table { get; } = new(
        "hosts",
        name => new HostSettings { Name = name },
        [
            EntryKey<HostSettings>.Of("kind", Kind, (host, value) => host with { Kind = value }),
            EntryKey<HostSettings>.Of("url", Url, (host, value) => host with { Url = value }),
            EntryKey<HostSettings>.Of("client", HoconTypes.Text, (host, value) => host with { Client = value }),
            EntryKey<HostSettings>.Of("parallel", Setting.Count(1, 1024), (host, value) => host with { Parallel = value }),
            EntryKey<HostSettings>.Of("weight", Weight, (host, value) => host with { Weight = value }),
            EntryKey<HostSettings>.Of("places", Setting.Count(1, 1000), (host, value) => host with { Places = value }),
            EntryKey<HostSettings>.Of("models", HoconTypes.ListOf(HoconTypes.Text), (host, value) => host with { Models = value }),
            EntryKey<HostSettings>.Secret("api-key", (host, value) => host with { ApiKey = value }),
            EntryKey<HostSettings>.Secret("headers", Headers, (host, value) => host with { Headers = value.ToDictionary(one => one.Key, one => one.Value.ToString()!) }),
            EntryKey<HostSettings>.Of("tls.authority", HoconTypes.Text, (host, value) => host with { Tls = TlsOf(host) with { Authority = value } }),
            EntryKey<HostSettings>.Of("tls.certificate", HoconTypes.Text, (host, value) => host with { Tls = TlsOf(host) with { Certificate = value } }),
            EntryKey<HostSettings>.Of("tls.key", HoconTypes.Text, (host, value) => host with { Tls = TlsOf(host) with { Key = value } }),
            EntryKey<HostSettings>.Of("tls.server-name", HoconTypes.Text, (host, value) => host with { Tls = TlsOf(host) with { ServerName = value } }),
            EntryKey<HostSettings>.Of("tls.verify", HoconTypes.Boolean, (host, value) => host with { Tls = TlsOf(host) with { Verify = value } }),
        ],
        (all, hosts) => all with { Hosts = hosts })
    {
        Finish = Finish,
        Complete = Complete,
    };

    private static HostTls TlsOf(HostSettings host) => host.Tls ?? new HostTls();

    private static bool IsHeader(HoconField field)
    {
        using var probe = new HttpRequestMessage();
        return field.Value is HoconScalar { Kind: not HoconValueKind.Null } value && !value.Text.AsSpan().ContainsAny('\r', '\n', '\0')
            && probe.Headers.TryAddWithoutValidation(field.Key, value.Text);
    }

    // Two names for one server would together give it twice what it can take.
    private static ConductorSettings Complete(ConductorSettings settings, IReadOnlyList<HostSettings> hosts, HoconObject tree, ICollection<HoconError> errors)
    {
        foreach (var same in hosts.Where(host => host.Url.Length > 0).GroupBy(host => new Uri(host.Url).AbsoluteUri.TrimEnd('/')).Where(same => same.Count() > 1))
        {
            var (first, second) = (same.First(), same.Skip(1).First());
            var path = HoconPath.Of("conductor", "hosts", second.Name, "url");
            errors.Add(new HoconError(
                tree.TryGet(path, out var written) ? written.Origin : default, $"'{path}' is the url of '{first.Name}' already. Take one of the two hosts out."));
        }
        return settings;
    }

    private static HostSettings Finish(HostSettings host, WrittenEntry entry, ICollection<HoconError> errors)
    {
        var hasUrl = host.Kind is not (Eliza or ChatClient);
        if (hasUrl && !entry.Has("url"))
            errors.Add(new HoconError(entry.Origin, $"'{entry.Path}' has no url. Add one: url = \"http://{host.Name}:11434\""));
        if (!hasUrl && entry.Fields.TryGetField("url", out var url))
            errors.Add(new HoconError(url.KeyOrigin, $"'{entry.Path}' is a {host.Kind}, which has no url. Take it out, or name another kind."));
        if (host.Kind != ChatClient && entry.Fields.TryGetField("client", out var client))
            errors.Add(new HoconError(client.KeyOrigin, $"'{entry.Path}' is no chat-client. Take client out, or say kind = chat-client."));
        if (host.Tls is not null && entry.Fields.TryGetField("tls", out var tls) && !host.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            errors.Add(new HoconError(tls.KeyOrigin, $"'{entry.Path}' is not reached by https, so nothing of tls applies. Take it out, or write https in the url."));
        return host.Kind == Eliza && !entry.Has("parallel") ? host with { Parallel = 64 } : host;
    }
}
