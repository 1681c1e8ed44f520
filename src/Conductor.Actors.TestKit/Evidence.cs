namespace Conductor.TestKit;

/// <summary>Waits in real time, with an end.</summary>
internal static class Evidence
{
    internal static async Task WaitAsync(Task evidence, TimeSpan patience, string complaint, CancellationToken cancellationToken)
    {
        try
        {
            await evidence.WaitAsync(patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new ExpectationException($"{complaint} within {patience}.", late);
        }
    }
}
