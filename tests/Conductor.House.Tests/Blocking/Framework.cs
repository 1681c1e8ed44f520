using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Conductor.House.Tests.Blocking;

/// <summary>What the product is built on, as the compiler sees it.</summary>
internal static class Framework
{
    /// <summary>The packages whose symbols are on the list of forbidden ones.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["Spectre.Console", "System.CommandLine"];

    /// <summary>A compilation of nothing that knows every assembly of the frameworks, and those packages.</summary>
    public static Compilation Compilation { get; } = CSharpCompilation.Create(
        "Framework",
        references: ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !IsOfThisProgram(path) || Packages.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path)));

    /// <summary>What a documentation id names, by the very parser that the analyzer uses.</summary>
    public static IReadOnlyList<ISymbol> Find(string id) => DocumentationCommentId.GetSymbolsForDeclarationId(id, Compilation);

    /// <summary>Every public type, nested ones included.</summary>
    public static IEnumerable<INamedTypeSymbol> PublicTypes() => PublicTypes(Compilation.GlobalNamespace);

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol container) =>
        container.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol inner => PublicTypes(inner),
            INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } type => PublicTypes(type).Prepend(type),
            _ => [],
        });

    private static bool IsOfThisProgram(string path) =>
        Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
}
