namespace Conductor.Cli.Terminal;

/// <summary>Says what went wrong, on standard error, in one sentence that names the thing and the way out.</summary>
internal static class Complaint
{
    public static Task SayAsync(string sentence) => Console.Error.WriteLineAsync($"conductor: {sentence}");

    public static async Task<int> UsageAsync(string sentence)
    {
        await SayAsync(sentence);
        return ExitCode.Usage;
    }

    public static async Task<int> FailureAsync(string sentence)
    {
        await SayAsync(sentence);
        return ExitCode.Failed;
    }
}
