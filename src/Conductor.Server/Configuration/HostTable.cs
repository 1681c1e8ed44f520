using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>Reads <c>conductor.hosts</c>: an object of hosts, each an object of its own.</summary>
internal static class HostTable
{
    private static readonly string[] Keys = ["kind", "url", "parallel", "api-key", "models"];

    private static readonly HoconType<string> Kind = HoconTypes.Text.Where("one of ollama, openai, eliza", kind => kind is "ollama" or "openai" or "eliza");

    private static readonly HoconType<string> Url = HoconTypes.Text.Where(
        "a URL such as \"http://gpu-1:11434\"",
        text => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps));

    /// <summary>The hosts, in the order in which they are written.</summary>
    public static IReadOnlyList<HostSettings> Read(HoconObject tree, ICollection<HoconError> errors)
    {
        var path = HoconPath.Parse("conductor.hosts");
        if (!tree.TryGet(path, out var value) || !HoconTypes.Object.TryRead(value, path, errors, out var hosts))
            return [];
        var read = new List<HostSettings>();
        foreach (var field in hosts)
            if (HoconTypes.Object.TryRead(field.Value, path.Child(field.Key), errors, out var host))
                read.Add(Host(field, host, path.Child(field.Key), errors));
        return read;
    }

    private static HostSettings Host(HoconField field, HoconObject host, HoconPath path, ICollection<HoconError> errors)
    {
        foreach (var unknown in host.Where(one => !Keys.Contains(one.Key)))
            errors.Add(new HoconError(unknown.KeyOrigin, UnknownKeys.Sentence(path.Child(unknown.Key).ToString(), NearestKey.Find(unknown.Key, Keys) is { } near ? path.Child(near).ToString() : null)));
        var kind = Get(host, path, "kind", Kind, "ollama", errors);
        var key = Get(host, path, "api-key", HoconTypes.Text, "", errors);
        if (kind != "eliza" && !host.Keys.Contains("url"))
            errors.Add(new HoconError(field.KeyOrigin, $"'{path}' has no url. Add one: url = \"http://{field.Key}:11434\""));
        return new HostSettings
        {
            Name = field.Key,
            Kind = kind,
            Url = Get(host, path, "url", Url, "", errors),
            Parallel = Get(host, path, "parallel", Setting.Count(1, 1024), kind == "eliza" ? 64 : 1, errors),
            Models = Get(host, path, "models", HoconTypes.ListOf(HoconTypes.Text), [], errors),
            ApiKey = key.Length > 0 ? key : null,
        };
    }

    private static T Get<T>(HoconObject host, HoconPath path, string key, HoconType<T> type, T otherwise, ICollection<HoconError> errors) =>
        host.TryGetField(key, out var field) && type.TryRead(field.Value, path.Child(key), errors, out var read) ? read : otherwise;
}
