using System.Text;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Including;

/// <summary>Reads and parses a file and all that it includes, one after the other and each once.</summary>
internal sealed class FileLoader(IHoconFiles files, HoconLimits limits, Diagnostics diagnostics)
{
    private static readonly string[] Extensions = [".json", ".conf"];

    private readonly Dictionary<IncludeNode, IReadOnlyList<ParsedFile>> _includes = [];
    private readonly Dictionary<string, ParsedFile?> _files = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];
    private readonly ReadingDigest _digest = new();
    private int _includedFiles;

    /// <summary>The files that each include statement stands for.</summary>
    public IReadOnlyDictionary<IncludeNode, IReadOnlyList<ParsedFile>> Includes => _includes;

    /// <summary>Every path that was looked at, whether there was a file or not.</summary>
    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>A digest of all that was read; two loadings with the same one saw the same files.</summary>
    public string Fingerprint => _digest.ToString();

    /// <summary>The first file, or null if there is none.</summary>
    public Task<ParsedFile?> LoadAsync(string path, CancellationToken cancellationToken) =>
        LoadAsync(path, HoconOrigin.Described(path), cancellationToken);

    /// <summary>Loads what a text that is parsed already includes.</summary>
    public async Task LoadIncludesAsync(ParsedFile file, string path, CancellationToken cancellationToken)
    {
        _open.Add(path);
        foreach (var include in file.Includes)
        {
            if (diagnostics.Closed) break;
            _includes[include] = await LoadIncludeAsync(include, path, cancellationToken).ConfigureAwait(false);
        }
        _open.RemoveAt(_open.Count - 1);
    }

    private async Task<IReadOnlyList<ParsedFile>> LoadIncludeAsync(IncludeNode include, string includingFile, CancellationToken cancellationToken)
    {
        if (files.Locate(include.Name, includingFile) is not { } path)
        {
            diagnostics.Report(include.Origin, $"'{KeyText.Shorten(include.Name)}' cannot be included: only files can, and a relative name only from a file");
            return [];
        }
        var found = new List<ParsedFile>();
        var mistakes = diagnostics.Errors.Count;
        await AddAsync(path).ConfigureAwait(false);
        if (found.Count == 0 && !HasKnownExtension(path))
        {
            foreach (var extension in Extensions) await AddAsync(path + extension).ConfigureAwait(false);
        }
        if (found.Count == 0 && include.IsRequired && diagnostics.Errors.Count == mistakes)
            diagnostics.Report(include.Origin, $"the required file {path} does not exist");
        return found;

        async Task AddAsync(string candidate)
        {
            if (!MayOpen(candidate, include.Origin)) return;
            if (await LoadAsync(candidate, include.Origin, cancellationToken).ConfigureAwait(false) is not { } file) return;
            if (file.Root is ArrayNode) diagnostics.Report(include.Origin, $"{candidate} has an array at its root; only a file with an object can be included");
            else found.Add(file);
        }
    }

    private bool MayOpen(string path, HoconOrigin origin)
    {
        if (_open.Contains(path, StringComparer.Ordinal))
            diagnostics.Report(origin, $"this include leads back to a file that is being read: {string.Join(" -> ", _open.SkipWhile(open => open != path).Append(path))}");
        else if (_open.Count > limits.MaxIncludeDepth)
            diagnostics.Report(origin, $"files include one another deeper than {nameof(HoconLimits.MaxIncludeDepth)} = {limits.MaxIncludeDepth} levels");
        else
            return true;
        return false;
    }

    private async Task<ParsedFile?> LoadAsync(string path, HoconOrigin origin, CancellationToken cancellationToken)
    {
        if (_files.TryGetValue(path, out var known)) return known;
        _files[path] = null;
        if (await ReadAsync(path, origin, cancellationToken).ConfigureAwait(false) is not { } bytes) return null;

        if (_open.Count > 0 && ++_includedFiles > limits.MaxIncludes)
        {
            diagnostics.Abort(origin, $"more than {nameof(HoconLimits.MaxIncludes)} = {limits.MaxIncludes} files are included");
            return null;
        }
        var file = Parser.Parse(Utf8Text.Decode(path, bytes, diagnostics), limits, diagnostics);
        _files[path] = file;
        await LoadIncludesAsync(file, path, cancellationToken).ConfigureAwait(false);
        return file;
    }

    private async Task<byte[]?> ReadAsync(string path, HoconOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await files.ReadAsync(path, limits.MaxFileBytes, cancellationToken).ConfigureAwait(false);
            _digest.Add(path, bytes);
            if (bytes is null || bytes.Length <= limits.MaxFileBytes) return bytes;
            diagnostics.Report(origin, $"{path} is larger than {nameof(HoconLimits.MaxFileBytes)} = {limits.MaxFileBytes} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            _digest.Add(path, Encoding.UTF8.GetBytes(failure.Message));
            diagnostics.Report(origin, $"{(origin.Source == path ? "the file" : path)} cannot be read: {failure.Message}");
        }
        return null;
    }

    private static bool HasKnownExtension(string path) => Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
