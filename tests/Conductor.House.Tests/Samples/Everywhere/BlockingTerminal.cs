namespace Conductor.House.Samples;

internal static class BlockingTerminal
{
    public static string? ReadLine() => Console.ReadLine(); // forbidden: RS0030
    public static int Read() => Console.Read(); // forbidden: RS0030
    public static ConsoleKeyInfo ReadKey() => Console.ReadKey(); // forbidden: RS0030
    public static async Task<string?> ReadLineAsync(CancellationToken token) =>
        await Console.In.ReadLineAsync(token).ConfigureAwait(false); // forbidden: RS0030
}
