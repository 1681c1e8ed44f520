namespace Conductor.House.Samples;

internal static class TokenNotPassedOn
{
    public static async Task ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await stream.ReadExactlyAsync(buffer).ConfigureAwait(false); // forbidden: CA2016 MA0040
    }
}
