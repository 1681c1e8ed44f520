using System.Text;

namespace Conductor.Cli.Terminal;

/// <summary>Standard input, read without holding a thread of ours. UTF-8.</summary>
internal sealed class StandardInput : IDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

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

    /// <summary>Reads a line; null at the end of the input. A cancelled read may still take the next line.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        _reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);

    public void Dispose() => _reader.Dispose();
}
