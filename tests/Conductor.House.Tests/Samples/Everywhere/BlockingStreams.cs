using System.Text.Json;

namespace Conductor.House.Samples;

internal static class BlockingStreams
{
    public static int Read(Stream stream, byte[] buffer) => stream.Read(buffer, 0, 1); // forbidden: RS0030
    public static int ReadSpan(Stream stream, byte[] buffer) => stream.Read(buffer.AsSpan()); // forbidden: RS0030
    public static void Write(Stream stream, byte[] buffer) => stream.Write(buffer); // forbidden: RS0030
    public static void Flush(Stream stream) => stream.Flush(); // forbidden: RS0030
    public static void ToDisk(FileStream stream) => stream.Flush(flushToDisk: true); // forbidden: RS0030
    public static void Copy(Stream stream, Stream other) => stream.CopyTo(other); // forbidden: RS0030
    public static string? Line(StreamReader reader) => reader.ReadLine(); // forbidden: RS0030
    public static string Whole(StreamReader reader) => reader.ReadToEnd(); // forbidden: RS0030
    public static void Line(StreamWriter writer) => writer.WriteLine("x"); // forbidden: RS0030
    public static int Json(Stream stream) => JsonSerializer.Deserialize<int>(stream); // forbidden: RS0030

    public static async Task<int> AmongAwaitsAsync(Stream stream, byte[] buffer)
    {
        await Task.Yield();
        return stream.Read(buffer, 0, 1); // forbidden: RS0030 VSTHRD103 MA0042 CA1849
    }

    public static async Task<int> SpanAmongAwaitsAsync(Stream stream, byte[] buffer)
    {
        await Task.Yield();
        return stream.Read(buffer); // forbidden: RS0030
    }
}

// The analyzers that ask for an asynchronous twin say nothing where a base class dictates the signature. The list does.
internal sealed class Inner(Stream stream) : MemoryStream
{
    public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count); // forbidden: RS0030
    public override void Flush() => stream.Flush(); // forbidden: RS0030
}
