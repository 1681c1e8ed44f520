using System.Text;

namespace Conductor.Cli.Terminal;

/// <summary>Standard input, read without holding a thread of ours. UTF-8.</summary>
internal sealed class StandardInput : IDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

    private const string Quotes = "\"\"\"";

    private readonly StreamReader _reader = new(Console.OpenStandardInput(), new UTF8Encoding(false));

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidDataException">There is more than 16 MiB.</exception>
    public static async Task<string> ReadAllAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await input.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken) is var count and > 0)
        {
            if (bytes.Length + count > MostBytes)
                throw new InvalidDataException($"Standard input has more than {MostBytes / 1024 / 1024} MiB.");
            await bytes.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>
    /// Reads what is said at once: a line, or all lines from one that begins with three quotation marks to one that ends with them. Null at the
    /// end of the input.
    /// </summary>
    public async Task<string?> ReadWordsAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        if (line is null || !line.TrimStart().StartsWith(Quotes, StringComparison.Ordinal))
            return line;
        var words = new StringBuilder();
        for (var more = line.TrimStart()[Quotes.Length..]; more is not null && words.Length < MostBytes; more = await ReadLineAsync(cancellationToken))
        {
            var isLast = more.TrimEnd().EndsWith(Quotes, StringComparison.Ordinal);
            words.Append(isLast ? more.TrimEnd()[..^Quotes.Length] : more).Append('\n');
            if (isLast)
                break;
        }
        return words.ToString().Trim('\n');
    }

    /// <summary>Reads a line; null at the end of the input. A cancelled read may still take the next line.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        _reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);

    public void Dispose() => _reader.Dispose();
}
