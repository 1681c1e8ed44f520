using System.Globalization;

namespace Conductor.Cli.Terminal;

/// <summary>Sentences that count.</summary>
internal static class Words
{
    /// <summary>"1 host", "2 hosts", "1,000 hosts".</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The word for one of them; the others' has an s behind it.</param>
    public static string Count(double number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {one}{(Math.Abs(number - 1) < 0.5 ? "" : "s")}");

    /// <summary>"was" for one, "were" for any other number.</summary>
    public static string Were(long number) => number == 1 ? "was" : "were";
}
