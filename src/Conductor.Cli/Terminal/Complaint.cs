using Conductor.Server.Configuration;

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

    /// <summary>Says what stopped a command. What was said wrongly, on the command line or in the configuration, is wrong usage.</summary>
    public static async Task<int> OfAsync(Exception cause)
    {
        await SayAsync(cause.Message);
        return cause switch
        {
            CliException complaint => complaint.Code,
            SettingsException => ExitCode.Usage,
            _ => ExitCode.Failed,
        };
    }

    public static async Task<int> FailureAsync(string sentence)
    {
        await SayAsync(sentence);
        return ExitCode.Failed;
    }
}
