using Microsoft.CodeAnalysis;

namespace Conductor.House.Tests.Blocking;

/// <summary>The lists of forbidden symbols say what they mean: a typing error in an id would forbid nothing and tell nobody.</summary>
public sealed class BannedSymbolsTests
{
    // An overload that takes one of these does not block, or obeys the TimeProvider, where its namesakes do not.
    private static readonly string[] Redeeming =
    [
        "System.TimeProvider", "System.IO.FileOptions", "System.IO.FileStreamOptions", "System.Threading.IThreadPoolWorkItem",
        "System.Threading.Tasks.TaskScheduler",
    ];

    private static readonly HashSet<string> HarmlessOverloads =
    [
        "M:System.Threading.CancellationTokenSource.#ctor", // no deadline
        "M:System.Threading.Monitor.TryEnter(System.Object)", // answers at once
        "M:System.Threading.Monitor.TryEnter(System.Object,System.Boolean@)",
        "M:System.Threading.Lock.TryEnter",
        "M:System.Threading.SemaphoreSlim.WaitAsync", // no deadline
        "M:System.Threading.SemaphoreSlim.WaitAsync(System.Threading.CancellationToken)",
        "M:System.Threading.Tasks.Task.WaitAsync(System.Threading.CancellationToken)",
        "M:System.Threading.Tasks.Task`1.WaitAsync(System.Threading.CancellationToken)",
        "M:System.IO.FileStream.Flush", // an override of Stream.Flush, which is on the list
        "M:System.IO.FileStream.#ctor(System.String,System.IO.FileMode,System.IO.FileAccess,System.IO.FileShare,System.Int32,System.Boolean)", // useAsync
        "M:System.Net.Sockets.TcpClient.#ctor", // does not connect
        "M:System.Net.Sockets.TcpClient.#ctor(System.Net.IPEndPoint)",
        "M:System.Net.Sockets.TcpClient.#ctor(System.Net.Sockets.AddressFamily)",
    ];

    // Types where only the overloads that take a stream or a path reach out of memory.
    private static readonly string[] MostlyInMemory =
    [
        "System.Text.Json.JsonSerializer", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonNode",
        "System.Security.Cryptography.SHA256", "System.Security.Cryptography.HMACSHA256", "System.Security.Cryptography.HashAlgorithm",
    ];

    [Fact]
    public async Task Each_id_names_one_real_symbol()
    {
        Assert.All(await BannedSymbol.ReadAllAsync(), symbol =>
        {
            var found = Framework.Find(symbol.Id).Count;
            Assert.True(found == 1, $"{symbol.Place}: {symbol.Id} names {found} symbols.");
        });
    }

    [Fact]
    public async Task Each_says_what_to_do_instead_and_stands_once()
    {
        var symbols = await BannedSymbol.ReadAllAsync();
        Assert.All(symbols, symbol => Assert.True(symbol.Message.Length > 0, $"{symbol.Place} has no message."));
        Assert.Equal(symbols.Count, symbols.DistinctBy(symbol => symbol.Id).Count());
    }

    [Fact]
    public async Task No_overload_of_a_forbidden_method_was_forgotten()
    {
        var symbols = await BannedSymbol.ReadAllAsync();
        var ids = symbols.Select(symbol => symbol.Id).ToHashSet();
        var forgotten = symbols
            .SelectMany(symbol => Framework.Find(symbol.Id))
            .OfType<IMethodSymbol>()
            .SelectMany(method => method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>())
            .Where(method => method.DeclaredAccessibility == Accessibility.Public && !IsHarmless(method))
            .Select(method => method.GetDocumentationCommentId() ?? "")
            .Where(id => !ids.Contains(id))
            .Distinct()
            .ToList();
        Assert.True(forgotten.Count == 0, $"Forbid them in build/BannedSymbols.txt, or say here why not:\n{string.Join('\n', forgotten)}");
    }

    private static bool IsHarmless(IMethodSymbol method)
    {
        var parameters = method.Parameters.Select(parameter => parameter.Type.ToDisplayString()).ToList();
        if (HarmlessOverloads.Contains(method.GetDocumentationCommentId() ?? "") || parameters.Any(Redeeming.Contains))
            return true;
        if (MostlyInMemory.Contains(method.ContainingType.ToDisplayString()))
            return !parameters.Contains("System.IO.Stream");
        if (method.MethodKind is not MethodKind.Constructor)
            return false;
        // A reader, writer or stream over what is open already: whoever opened it was checked.
        return parameters.FirstOrDefault() is "System.IO.Stream" or "nint" or "Microsoft.Win32.SafeHandles.SafeFileHandle";
    }
}
