using Conductor.Hocon;
using Conductor.Hocon.Values;
using Conductor.Server.Configuration.Layers;

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
            return await HostCertificates.ReadAsync(Make(file.Document, file.Path, request, errors), cancellationToken);
        }
        catch (HoconException cause)
        {
            throw new SettingsException([.. errors.Concat(cause.Errors).Select(error => error.Explain())]);
        }
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
        var settings = Read(document, errors);
        if (errors.Count > 0)
            throw new SettingsException([.. new HoconException(errors).Errors.Select(error => error.Explain())]);
        return new LoadedSettings(Complete(settings, request), document.Object, file);
    }

    private static ConductorSettings Read(HoconDocument document, List<HoconError> errors)
    {
        if (document.Root is not HoconObject tree)
        {
            errors.Add(new HoconError(document.Root.Origin, "the root is an array where an object is expected"));
            return new ConductorSettings();
        }
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
        Hosts = request.Backends.Count == 0 && settings.Hosts.Count > 0
            ? settings.Hosts
            : HostNaming.From(request.Backends, request.Environment("OLLAMA_HOST"), request.Warn),
    };
}
