using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;
using Conductor.Hocon.Resolving;

namespace Conductor.Hocon.Including;

/// <summary>What one reading of a file and all that it includes came to.</summary>
/// <param name="Document">The document; null if there are mistakes.</param>
/// <param name="Mistakes">The mistakes; null if there is a document.</param>
/// <param name="Fingerprint">A digest of all that was read.</param>
/// <param name="Paths">The files that were read or looked for.</param>
internal sealed record LoadedDocument(HoconDocument? Document, HoconException? Mistakes, string Fingerprint, IReadOnlyCollection<string> Paths)
{
    /// <summary>The file itself is not there, or there is nothing in it but white space and comments.</summary>
    public bool IsBlank { get; private init; }

    /// <summary>Reads a file by its full path. It throws for nothing that a file can hold.</summary>
    public static async Task<LoadedDocument> ReadAsync(string path, bool isOptional, HoconOptions options, CancellationToken cancellationToken)
    {
        var diagnostics = new Diagnostics(options.Limits.MaxErrors);
        var loader = new FileLoader(options.Files, options.Limits, diagnostics);
        try
        {
            var file = await loader.LoadAsync(path, cancellationToken).ConfigureAwait(false);
            if (file is null && !isOptional && !diagnostics.Any) diagnostics.Report(HoconOrigin.Described(path), "the file does not exist");
            diagnostics.ThrowIfAny();
            file ??= Parser.Parse(new SourceText(path, ""), options.Limits, diagnostics);
            var document = DocumentResolver.Resolve(file.Root, loader, options, diagnostics);
            return new LoadedDocument(document, null, loader.Fingerprint, [.. loader.Paths]) { IsBlank = file.Root is ObjectNode { Members.Count: 0 } };
        }
        catch (HoconException mistakes)
        {
            return new LoadedDocument(null, mistakes, loader.Fingerprint, [.. loader.Paths]);
        }
    }
}
