using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Including;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;
using Conductor.Hocon.Resolving;
using Conductor.Hocon.Values;

namespace Conductor.Hocon;

/// <summary>A configuration in the HOCON language, parsed, with its includes and substitutions in place.</summary>
/// <remarks>
/// Immutable; safe for concurrent readers. A text without any field is a document with an empty object. Every mistake is a
/// <see cref="HoconException"/> that holds all that were found: in the text first and, when that is sound, in the substitutions.
/// </remarks>
public sealed class HoconDocument
{
    internal HoconDocument(HoconValue root, IReadOnlyCollection<string> files) => (Root, Files) = (root, files);

    /// <summary>The root: an object, or an array if the text starts with a bracket.</summary>
    public HoconValue Root { get; }

    /// <summary>The root object.</summary>
    /// <exception cref="HoconException">The root is an array.</exception>
    public HoconObject Object => Root as HoconObject ?? throw new HoconException(Root.Origin, "the root is an array where an object is expected");

    /// <summary>Paths of all files that were read or, for an optional include, looked for; empty for a text without includes.</summary>
    public IReadOnlyCollection<string> Files { get; }

    /// <summary>Reads a file and what it includes.</summary>
    /// <param name="path">The file; relative to the current directory.</param>
    /// <param name="options">How to read it; <see cref="HoconOptions.Default"/> if null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HoconException">The file does not exist, cannot be read, or has mistakes.</exception>
    public static async Task<HoconDocument> LoadAsync(string path, HoconOptions? options = null, CancellationToken cancellationToken = default)
    {
        var loaded = await LoadedDocument.ReadAsync(Path.GetFullPath(path), false, options ?? HoconOptions.Default, cancellationToken).ConfigureAwait(false);
        return loaded.Document ?? throw loaded.Mistakes!;
    }

    /// <summary>Parses a text and reads what it includes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What errors call it; if it is a full path, relative includes start in its directory.</param>
    /// <param name="options">How to read it; <see cref="HoconOptions.Default"/> if null.</param>
    /// <param name="cancellationToken">Stops the reading of included files.</param>
    /// <exception cref="HoconException">The text or an included file has mistakes.</exception>
    public static async Task<HoconDocument> ParseAsync(
        string text, string name = "text", HoconOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= HoconOptions.Default;
        var diagnostics = new Diagnostics(options.Limits.MaxErrors);
        var loader = new FileLoader(options.Files, options.Limits, diagnostics);
        var file = Parser.Parse(new SourceText(name, text), options.Limits, diagnostics);
        await loader.LoadIncludesAsync(file, name, cancellationToken).ConfigureAwait(false);
        return DocumentResolver.Resolve(file.Root, loader, options, diagnostics);
    }

    /// <summary>Parses a text that includes nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">How to read it; <see cref="HoconOptions.Default"/> if null.</param>
    /// <exception cref="HoconException">The text has mistakes. An include statement is one: reading a file takes <see cref="ParseAsync"/>.</exception>
    public static HoconDocument Parse(string text, string name = "text", HoconOptions? options = null)
    {
        options ??= HoconOptions.Default;
        var diagnostics = new Diagnostics(options.Limits.MaxErrors);
        var file = Parser.Parse(new SourceText(name, text), options.Limits, diagnostics);
        foreach (var include in file.Includes) diagnostics.Report(include.Origin, "nothing can be included here: this text is not read from a file");
        var loader = new FileLoader(options.Files, options.Limits, diagnostics);
        return DocumentResolver.Resolve(file.Root, loader, options, diagnostics);
    }

    /// <summary>Parses a text that includes nothing, without an exception.</summary>
    /// <param name="text">The text.</param>
    /// <param name="document">The document, if there are no mistakes.</param>
    /// <param name="errors">The mistakes; empty if there are none.</param>
    /// <param name="options">How to read it; <see cref="HoconOptions.Default"/> if null.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HoconDocument? document, out IReadOnlyList<HoconError> errors, HoconOptions? options = null)
    {
        try
        {
            (document, errors) = (Parse(text, options: options), []);
            return true;
        }
        catch (HoconException mistakes)
        {
            (document, errors) = (null, mistakes.Errors);
            return false;
        }
    }
}
