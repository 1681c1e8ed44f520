namespace Conductor.House.Tests.Blocking;

/// <summary>One line of a list of forbidden symbols.</summary>
/// <param name="Id">The documentation id, as the compiler writes it.</param>
/// <param name="Message">What to do instead.</param>
/// <param name="Place">File and line, for the message of a failed test.</param>
internal sealed record BannedSymbol(string Id, string Message, string Place)
{
    /// <summary>The list that holds everywhere.</summary>
    public const string CommonList = "build/BannedSymbols.txt";

    /// <summary>The list that holds in <c>src</c> on top of the common one.</summary>
    public const string ProductList = "build/BannedSymbols.Product.txt";

    /// <summary>Reads a list the way the analyzer does: one id per line, a semicolon, a message; <c>//</c> begins a comment.</summary>
    public static async Task<IReadOnlyList<BannedSymbol>> ReadAsync(string list)
    {
        var lines = await Repository.ReadLinesAsync(list);
        return [.. lines
            .Select((line, index) => (Text: line.Split("//")[0].Trim(), Place: $"{list}:{index + 1}"))
            .Where(line => line.Text.Length > 0)
            .Select(line => (Parts: line.Text.Split(';', 2), line.Place))
            .Select(line => new BannedSymbol(line.Parts[0].Trim(), line.Parts.ElementAtOrDefault(1)?.Trim() ?? "", line.Place))];
    }

    /// <summary>Both lists.</summary>
    public static async Task<IReadOnlyList<BannedSymbol>> ReadAllAsync() =>
        [.. await ReadAsync(CommonList), .. await ReadAsync(ProductList)];
}
