using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Conductor.House.Samples;

/// <summary>The asynchronous twins of what is forbidden: none of them may be objected to, anywhere.</summary>
internal sealed class NothingBlocks(TimeProvider timeProvider)
{
    private static readonly byte[] Greeting = "hello"u8.ToArray();

    private readonly Lock _lock = new();
    private int _count;

    public int Count()
    {
        lock (_lock)
            return ++_count;
    }

    public async Task<int> DeadlineAsync(Task<int> task, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(1), timeProvider, both.Token).ConfigureAwait(false);
        return await task.WaitAsync(TimeSpan.FromSeconds(1), timeProvider, both.Token).ConfigureAwait(false);
    }

    public static async Task<string> FileAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            var first = new byte[1];
            await stream.ReadExactlyAsync(first, cancellationToken).ConfigureAwait(false);
        }
        return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
    }

    public static async Task SocketAsync(Socket socket, SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        await semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(Greeting, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            semaphore.Release();
        }
    }

    public static async IAsyncEnumerable<int> NumbersAsync(
        ChannelReader<int> reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var number in reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return number;
    }

    public static ReadOnlyMemory<byte> InMemory(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            writer.WriteStringValue(text);
        return buffer.WrittenMemory;
    }
}
