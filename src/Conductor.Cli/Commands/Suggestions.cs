using Conductor.Cli.Answers;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary>
/// What a shell may complete that only a conductor knows: the names of its models. Asked for before the command line is read, because whoever completes
/// cannot wait; and only when a shell asks.
/// </summary>
internal static class Suggestions
{
    // A person waits for the shell.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    /// <summary>The models of the conductor that runs; none where none does, or no shell asked.</summary>
    public static IReadOnlyList<string> Models { get; private set; } = [];

    /// <summary>Finds them, where the command line is a shell's question.</summary>
    public static async Task PrepareAsync(string[] args)
    {
        if (args is not [var question, ..] || !question.StartsWith("[suggest", StringComparison.Ordinal))
            return;
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var url = await ConductorAddress.FindAsync(http: null, config: null, deadline.Token);
            using var status = await RunningConductor.FindAsync(url, deadline.Token);
            if (status is not null)
                Models = [.. status.RootElement.GetProperty("hosts").EnumerateArray().SelectMany(host => host.GetProperty("models").EnumerateArray()).Select(model => model.GetString()!).Distinct()];
        }
        catch (Exception nothing) when (nothing is CliException or SettingsException or OperationCanceledException)
        {
            // Then there is nothing to suggest.
        }
    }
}
