using Microsoft.CodeAnalysis;

namespace Conductor.House.Tests.Blocking;

/// <summary>
/// Where the framework has <c>X</c> and <c>XAsync</c>, <c>X</c> is suspect. Each one is forbidden, or named here with the reason why not.
/// A new version of .NET that brings new ones fails this test, and somebody decides.
/// </summary>
public sealed class AsynchronousTwinTests
{
    private static readonly string[] NotUsedHere =
    [
        "Microsoft.AspNetCore.Authorization.", "Microsoft.AspNetCore.Hosting.", "Microsoft.AspNetCore.Identity.", "Microsoft.AspNetCore.Mvc.", "Microsoft.AspNetCore.Razor.",
        "Microsoft.Extensions.Caching.", "Microsoft.JSInterop.", "System.CodeDom.", "System.Data.DataReaderExtensions", "System.Data.DataTableReader",
        "System.Formats.Tar.", "System.IO.Compression.", "System.Net.FileWebRequest", "System.Net.FtpWebRequest", "System.Net.HttpWebRequest",
        "System.Net.NetworkInformation.", "System.Net.Security.NegotiateStream", "System.Net.WebClient", "System.Net.WebRequest",
        "System.Security.Principal.", "System.Xml.Resolvers.", "System.Xml.Xml", "System.Xml.Xsl.", "Microsoft.AspNetCore.WebUtilities.",
        "System.Net.HttpListenerRequest",
    ];

    private static readonly string[] InMemory =
    [
        "System.IO.StringReader", "System.IO.StringWriter", // over a string
        "System.IO.TextReader", "System.IO.TextWriter", // bases of the two; StreamReader and StreamWriter are forbidden by themselves
        "System.Security.Cryptography.", // computes; the hashes that Conductor uses have their stream overloads forbidden
        "System.Text.Json.Utf8JsonWriter", // over an IBufferWriter; over a stream the stream objects
        "System.Text.Json.JsonDocument", "System.Text.Json.JsonSerializer", "System.Text.Json.Nodes.JsonNode", // their stream overloads are forbidden
        "System.Xml.Linq.X", // a tree; Load and Save are forbidden
    ];

    private static readonly string[] NoTwins =
    [
        "Microsoft.AspNetCore.Http.HttpResponse.RegisterForDispose", // registers
        "Microsoft.AspNetCore.Http.Features.IFormFeature.ReadForm", "Microsoft.AspNetCore.Http.Features.FormFeature.ReadForm", // behind HttpRequest.Form
        "Microsoft.AspNetCore.Http.FormFile.CopyTo", // IFormFile's is forbidden
        "System.Data.Common.DbConnection.Close", "System.Data.Common.DbDataReader.Close", // gives back to a pool
        "System.Data.Common.DbDataReader.GetFieldValue", "System.Data.Common.DbDataReader.IsDBNull", // of the row that was read
        "System.Data.Common.DbDataReader.GetSchemaTable",
        "System.IO.Pipelines.PipeReader.Complete", "System.IO.Pipelines.PipeWriter.Complete", // marks the end
        "System.Threading.CancellationTokenSource.Cancel", // runs the callbacks; see CONTRIBUTING.md
        "Spectre.Console.IExclusivityMode.Run", // the library's own
    ];

    [Fact]
    public async Task Each_method_with_an_asynchronous_twin_is_forbidden_or_known_to_be_harmless()
    {
        var ids = (await BannedSymbol.ReadAllAsync()).Select(symbol => symbol.Id).ToHashSet();
        var suspects = Framework.PublicTypes()
            .SelectMany(Twins)
            .Where(method => !IsForbidden(method, ids) && !IsExcused($"{method.ContainingType.ToDisplayString()}.{method.Name}"))
            .Select(method => method.GetDocumentationCommentId())
            .ToList();
        Assert.True(suspects.Count == 0, $"Forbid them in build/BannedSymbols.txt, or say here why not:\n{string.Join('\n', suspects)}");
    }

    private static IEnumerable<IMethodSymbol> Twins(INamedTypeSymbol type)
    {
        var asynchronous = Bases(type).SelectMany(level => level.GetMembers().OfType<IMethodSymbol>())
            .Where(method => method.DeclaredAccessibility == Accessibility.Public && IsAwaitable(method))
            .Select(method => method.Name)
            .ToHashSet();
        return type.GetMembers().OfType<IMethodSymbol>().Where(method =>
            method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary, Name: not "Dispose" }
            && !IsAwaitable(method) && asynchronous.Contains($"{method.Name}Async"));
    }

    private static bool IsAwaitable(IMethodSymbol method) =>
        method.ReturnType.Name is "Task" or "ValueTask" or "IAsyncEnumerable" || method.ReturnType.Name.EndsWith("Awaitable", StringComparison.Ordinal);

    private static bool IsForbidden(IMethodSymbol method, HashSet<string> ids)
    {
        for (var level = method; level is not null; level = level.OverriddenMethod)
            if (ids.Contains(level.OriginalDefinition.GetDocumentationCommentId() ?? ""))
                return true;
        return ids.Contains(method.ContainingType.GetDocumentationCommentId() ?? "");
    }

    private static bool IsExcused(string name) =>
        NotUsedHere.Concat(InMemory).Any(start => name.StartsWith(start, StringComparison.Ordinal)) || NoTwins.Contains(name);

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var level = type; level is not null; level = level.BaseType)
            yield return level;
    }
}
