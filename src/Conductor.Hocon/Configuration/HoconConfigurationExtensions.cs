using Conductor.Hocon.Including;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Conductor.Hocon.Configuration;

/// <summary>Adds HOCON files to Microsoft's configuration.</summary>
public static class HoconConfigurationExtensions
{
    // The name under which a host keeps the provider of its content root.
    private const string FileProvider = "FileProvider";

    /// <summary>Reads a file, without blocking, and adds it.</summary>
    /// <param name="builder">The builder; a host's configuration is one.</param>
    /// <param name="path">The file; relative to the content root that a host has set, else to the current directory.</param>
    /// <param name="optional">The file need not exist.</param>
    /// <param name="reloadOnChange">Whether changes are followed. A change with mistakes changes nothing.</param>
    /// <param name="options">How to read it; <see cref="HoconOptions.Default"/> if null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="HoconException">The file does not exist and is not optional, cannot be read, or has mistakes.</exception>
    public static async Task<IConfigurationBuilder> AddHoconFileAsync(
        this IConfigurationBuilder builder, string path, bool optional = false, bool reloadOnChange = false, HoconOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var file = await HoconFile.LoadAsync(Locate(builder, path), optional, options, cancellationToken).ConfigureAwait(false);
        return builder.AddHoconFile(file, reloadOnChange);
    }

    /// <summary>
    /// Reads a file and adds it, where nothing can be awaited: while a program sets itself up. The calling thread waits for the disk, this
    /// once; changes are followed without blocking. <see cref="AddHoconFileAsync"/> never blocks.
    /// </summary>
    /// <param name="builder">The builder; a host's configuration is one.</param>
    /// <param name="path">The file; relative to the content root that a host has set, else to the current directory.</param>
    /// <param name="optional">The file need not exist.</param>
    /// <param name="reloadOnChange">Whether changes are followed. A change with mistakes changes nothing.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="HoconException">The file does not exist and is not optional, cannot be read, or has mistakes.</exception>
    public static IConfigurationBuilder AddHoconFile(this IConfigurationBuilder builder, string path, bool optional = false, bool reloadOnChange = false)
    {
        var files = new FirstReading();
        var reading = HoconFile.LoadAsync(Locate(builder, path), optional, HoconOptions.Default with { Files = files });
        files.IsOver = true;
#pragma warning disable RS0030, VSTHRD002, MA0042, MA0045 // the task has run to its end: with these files it never has anything to wait for
        return builder.AddHoconFile(reading.GetAwaiter().GetResult(), reloadOnChange);
#pragma warning restore RS0030, VSTHRD002, MA0042, MA0045
    }

    /// <summary>Adds a file that is read already.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="file">The file.</param>
    /// <param name="reloadOnChange">Whether changes are followed.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddHoconFile(this IConfigurationBuilder builder, HoconFile file, bool reloadOnChange = false) =>
        builder.Add(new HoconConfigurationSource { File = file, ReloadOnChange = reloadOnChange });

    private static string Locate(IConfigurationBuilder builder, string path) =>
        !Path.IsPathRooted(path) && builder.Properties.TryGetValue(FileProvider, out var provider) && provider is IFileProvider files
            ? files.GetFileInfo(path).PhysicalPath ?? path
            : path;
}
