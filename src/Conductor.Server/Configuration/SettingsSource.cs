using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>What was said outside of any file: on the command line, and how to look at the environment.</summary>
public sealed record SettingsRequest
{
    /// <summary>The file that was named; null: the usual place, if there is a file.</summary>
    public string? File { get; init; }

    /// <summary>The address of the front door on the command line; null where none was given.</summary>
    public string? Http { get; init; }

    /// <summary>The path of the socket on the command line, or <c>off</c>; null where none was given.</summary>
    public string? Socket { get; init; }

    /// <summary>The hosts on the command line: URLs, or <c>eliza</c>. They take the place of the file's.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];

    /// <summary>Looks up an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Takes a sentence about what was odd but is no mistake.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}

/// <summary>Brings everything that an operator can say together: command line over environment over file over defaults.</summary>
public static class SettingsSource
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">There are mistakes; all of them are named, and nothing was applied.</exception>
    public static async Task<ConductorSettings> ReadAsync(SettingsRequest request, CancellationToken cancellationToken)
    {
        var settings = await FromFileAsync(request, cancellationToken);
        if ((request.Http ?? request.Environment("CONDUCTOR_HTTP")) is { Length: > 0 } listen)
            settings = settings with { HttpEndpoint = Endpoint(listen, request.Http is null ? "CONDUCTOR_HTTP" : "--http") };
        var socket = request.Socket ?? request.Environment("CONDUCTOR_SOCKET") ?? settings.SocketPath;
        return settings with
        {
            SocketPath = socket switch { "off" => "", "auto" or "" => DataPlaces.Socket(request.Environment), _ => Path.GetFullPath(socket) },
            Hosts = request.Backends.Count == 0 && settings.Hosts.Count > 0
                ? settings.Hosts
                : HostNaming.From(request.Backends, request.Environment("OLLAMA_HOST"), request.Warn),
        };
    }

    private static async Task<ConductorSettings> FromFileAsync(SettingsRequest request, CancellationToken cancellationToken)
    {
        var file = request.File ?? DataPlaces.ConfigurationFile(request.Environment);
        if (request.File is null && !File.Exists(file))
            return new ConductorSettings();
        try
        {
            var document = await HoconDocument.LoadAsync(file, HoconOptions.Default with { Environment = request.Environment }, cancellationToken);
            return Read(document.Object);
        }
        catch (HoconException cause)
        {
            throw new SettingsException([.. cause.Errors.Select(error => error.Explain())]);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"The configuration file {file} cannot be read: {cause.Message}"]);
        }
    }

    /// <summary>The settings that a tree holds.</summary>
    /// <exception cref="SettingsException">There are mistakes; all of them are named.</exception>
    internal static ConductorSettings Read(HoconObject tree)
    {
        var errors = new List<HoconError>();
        UnknownKeys.Find(tree, [.. SettingTable.All.Select(setting => setting.Path), HoconPath.Parse("conductor.hosts")], errors);
        var settings = SettingTable.All.Aggregate(new ConductorSettings(), (read, setting) => setting.Apply(read, tree, errors));
        settings = settings with { Hosts = HostTable.Read(tree, errors) };
        return errors.Count == 0 ? settings : throw new SettingsException([.. errors.Select(error => error.Explain())]);
    }

    private static System.Net.IPEndPoint Endpoint(string listen, string source) =>
        FrontDoor.TryParse(listen, out var endpoint, out var problem) ? endpoint : throw new SettingsException([$"{source}: {problem}"]);
}
