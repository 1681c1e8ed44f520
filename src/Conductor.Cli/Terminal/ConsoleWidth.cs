using System.Globalization;
using Spectre.Console;

namespace Conductor.Cli.Terminal;

/// <summary>How wide tables may be.</summary>
internal static class ConsoleWidth
{
    // Wider than any line: what goes into a pipe or a file is cut by whoever reads it, not by us.
    private const int Unlimited = 4096;

    /// <summary>Lets tables be as wide as the terminal, or as wide as they are where there is none. COLUMNS goes before both.</summary>
    /// <returns>The width, in columns.</returns>
    public static int Fit()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
            AnsiConsole.Profile.Width = columns;
        else if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Unlimited;
        return AnsiConsole.Profile.Width;
    }
}
