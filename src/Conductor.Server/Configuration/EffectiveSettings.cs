using Conductor.Hocon;
using Conductor.Hocon.Rendering;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>What is in force and where each value came from, for people.</summary>
public static class EffectiveSettings
{
    private const string Ours = "conductor";

    private static readonly HoconPath SocketPath = HoconPath.Of(Ours, "socket", "path");
    private static readonly HoconPath Hosts = HoconPath.Of(Ours, "hosts");

    /// <summary>The settings as a configuration file, each value with its place behind it as a comment. Secrets are hidden.</summary>
    /// <param name="loaded">The settings.</param>
    /// <param name="request">What was said outside of any file.</param>
    /// <param name="asJson">As JSON, which has no place for the places.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string> RenderAsync(LoadedSettings loaded, SettingsRequest request, bool asJson, CancellationToken cancellationToken)
    {
        var tree = WithWhatIsFound(loaded, request).WithFallback(await ReferenceFile.ReadAsync(cancellationToken));
        var ours = tree.TryGet(HoconPath.Of(Ours), out var value) ? HoconObject.Empty.With(HoconPath.Of(Ours), value) : HoconObject.Empty;
        return HoconRenderer.Render(WithoutPasswords(ours), new HoconRenderOptions { AsJson = asJson, ShowOrigins = true, Hide = IsSecret });
    }

    /// <summary>The value at a path is never shown.</summary>
    internal static bool IsSecret(HoconPath path) =>
        SettingTable.Keys.Any(setting => setting.IsSecret && setting.Path.Equals(path))
        || SettingTable.Tables.Any(table => path.Count > table.Path.Count + 1 && table.Path.Equals(HoconPath.Of([.. path.Take(table.Path.Count)]))
            && table.IsSecret(HoconPath.Of([.. path.Skip(table.Path.Count + 1)])));

    // What no layer says in so many words: where the socket is, and the hosts of one who named none in a file.
    private static HoconObject WithWhatIsFound(LoadedSettings loaded, SettingsRequest request)
    {
        var (tree, settings) = (loaded.Tree, loaded.Settings);
        var socketOrigin = tree.TryGet(SocketPath, out var written) ? written.Origin : HoconOrigin.Described("the usual place");
        tree = tree.With(SocketPath, HoconScalar.FromText(settings.SocketPath.Length > 0 ? settings.SocketPath : "off", socketOrigin));
        if (request.Backends.Count == 0 && tree.TryGet(Hosts, out var hosts) && hosts is HoconObject { Count: > 0 })
            return tree;
        var place = HoconOrigin.Described(request.Backends.Count > 0 ? "--backend" : request.Environment("OLLAMA_HOST") is { Length: > 0 } ? "OLLAMA_HOST" : "nothing was said");
        tree = tree.With(Hosts, HoconScalar.FromText("", place));
        foreach (var host in settings.Hosts)
        {
            tree = tree.With(Hosts.Child(host.Name).Child("kind"), HoconScalar.FromText(host.Kind, place));
            if (host.Url.Length > 0)
                tree = tree.With(Hosts.Child(host.Name).Child("url"), HoconScalar.FromText(host.Url, place));
        }
        return tree;
    }

    // A URL may carry a name and a password before its host.
    private static HoconObject WithoutPasswords(HoconObject tree)
    {
        foreach (var (path, field) in tree.Leaves())
            if (field.Value is HoconScalar { Text: var text } && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
                tree = tree.With(path, HoconScalar.FromText(text.Replace(url.UserInfo, "<hidden>", StringComparison.Ordinal), field.Value.Origin));
        return tree;
    }
}
