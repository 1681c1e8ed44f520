using Conductor.Hocon;
using Conductor.Hocon.Values;
using Conductor.Server.Http;
using Conductor.Server.Configuration.Layers;
using Microsoft.Extensions.Configuration;

namespace Conductor.Server.Configuration;

/// <summary>
/// Brings everything that an operator can say together: command line over environment over file over defaults. Each place is a layer of
/// the same tree, so every key can be said in every place and is checked in one.
/// </summary>
public static class SettingsSource
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">There are mistakes; all of them are named, and nothing was applied.</exception>
    public static async Task<ConductorSettings> ReadAsync(SettingsRequest request, CancellationToken cancellationToken) =>
        (await LoadAsync(request, cancellationToken)).Settings;

    /// <summary>Reads the settings, and keeps what they were read from.</summary>
    /// <exception cref="SettingsException">There are mistakes; all of them are named, and nothing was applied.</exception>
    public static async Task<LoadedSettings> LoadAsync(SettingsRequest request, CancellationToken cancellationToken)
    {
        var errors = new List<HoconError>();
        var options = Options(request, errors);
        try
        {
            var file = await HoconFile.LoadAsync(FileOf(request), optional: request.File is null, options, cancellationToken);
            return await DoorCertificates.ReadAsync(await HostCertificates.ReadAsync(Make(file.Document, file.Path, request, errors) with { IsBlank = file.IsBlank }, cancellationToken), cancellationToken);
        }
        catch (HoconException cause)
        {
            throw Mistakes([.. errors, .. cause.Errors]);
        }
    }

    /// <summary>Reads the settings of a host's own configuration. Where no host is named, <see cref="ConductorSettings.Hosts"/> is empty.</summary>
    /// <exception cref="SettingsException">There are mistakes; all of them are named.</exception>
    public static ConductorSettings Read(IConfiguration configuration) => Load(configuration).Settings;

    /// <summary>As the other one, with what they were read from.</summary>
    internal static LoadedSettings Load(IConfiguration configuration)
    {
        var errors = new List<HoconError>();
        var tree = ConfigurationLayer.Read(configuration);
        var settings = Read(tree, errors);
        foreach (var host in settings.Hosts.Where(host => host.Tls is not null))
            errors.Add(new HoconError(HoconOrigin.Described($"conductor.hosts.{host.Name}.tls"), "files of certificates are not read from a host's own configuration. Read the file with SettingsSource, or add the host in code (AddHost)"));
        // One who embeds a conductor names a place for conversations, or has none: two in one process must not share one unasked.
        if (settings.Journal.Directory is "auto" or "")
            settings = settings with { Journal = settings.Journal with { Directory = null } };
        return errors.Count == 0 ? new LoadedSettings(settings, tree, "the host's configuration") : throw Mistakes(errors);
    }

    /// <summary>The file that a request means.</summary>
    internal static string FileOf(SettingsRequest request) => request.File ?? DataPlaces.ConfigurationFile(request.Environment);

    /// <summary>How the file is read: with the layers above it in place.</summary>
    internal static HoconOptions Options(SettingsRequest request, ICollection<HoconError> errors) => HoconOptions.Default with
    {
        Environment = request.Environment,
        Overrides = CommandLineLayer.Read(request, errors).WithFallback(EnvironmentLayer.Read(request, errors)),
    };

    /// <summary>The settings of a document that has the layers in it.</summary>
    /// <exception cref="SettingsException">There are mistakes, those that were found before among them.</exception>
    internal static LoadedSettings Make(HoconDocument document, string file, SettingsRequest request, IReadOnlyCollection<HoconError> found)
    {
        var errors = new List<HoconError>(found);
        if (document.Root is not HoconObject tree)
            throw Mistakes([.. errors, new HoconError(document.Root.Origin, "the root is an array where an object is expected")]);
        var settings = Read(tree, errors);
        return errors.Count == 0 ? new LoadedSettings(Complete(settings, request), tree, file) : throw Mistakes(errors);
    }

    /// <summary>Mistakes as they are told, each with its line, and no secret in it.</summary>
    internal static SettingsException Mistakes(IReadOnlyCollection<HoconError> errors) =>
        new([.. new HoconException(errors).Errors.Select(error => error.Explain(SecretKeys.Contain))]);

    private static ConductorSettings Read(HoconObject tree, List<HoconError> errors)
    {
        UnknownKeys.Find(tree, [.. SettingTable.Keys.Select(setting => setting.Path), .. SettingTable.Tables.Select(table => table.Path)], errors);
        var settings = SettingTable.Keys.Aggregate(new ConductorSettings(), (read, setting) => setting.Apply(read, tree, errors));
        return SettingTable.Tables.Aggregate(settings, (read, table) => table.Apply(read, tree, errors));
    }

    // What no key says by itself: the words that stand for a place of this user, and the hosts of one who named none.
    private static ConductorSettings Complete(ConductorSettings settings, SettingsRequest request) => settings with
    {
        SocketPath = settings.SocketPath switch { "off" => "", "auto" or "" => DataPlaces.Socket(request.Environment), var path => Path.GetFullPath(path) },
        Journal = settings.Journal with
        {
            Directory = !settings.JournalEnabled ? null
                : settings.Journal.Directory is null or "auto" or "" ? DataPlaces.Journal(request.Environment)
                : Path.GetFullPath(settings.Journal.Directory),
        },
        Http = settings.Http with { Origins = Origins(settings.Http.Origins, request.Environment("OLLAMA_ORIGINS") ?? "") },
        Keys = settings.Keys with { File = Path.GetFullPath(settings.Keys.File.Length > 0 ? settings.Keys.File : DataPlaces.Keys(request.Environment)) },
        Hosts = request.Backends.Count == 0 && settings.Hosts.Count > 0
            ? settings.Hosts
            : HostNaming.From(request.Backends, request.Environment("OLLAMA_HOST"), request.Warn),
    };

    private static IReadOnlyList<string> Origins(IReadOnlyList<string> written, string more)
    {
        string[] all = [.. written, .. more.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        // None are always the same none, so that settings can be compared.
        return all.Length == 0 ? HttpOptions.NoOrigins : all;
    }
}
