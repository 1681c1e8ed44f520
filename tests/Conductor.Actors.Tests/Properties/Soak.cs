using FsCheck;

namespace Conductor.Actors.Tests.Properties;

/// <summary>How hard properties are tried: seconds as a rule; with <c>tests/run --soak</c> each goes on for minutes, over ever new inputs.</summary>
internal static class Soak
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") == "1";

    /// <summary>How long each property is tried when soaking.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    /// <summary>Tries a property this often; when soaking, again and again until the time is up.</summary>
    public static void Try(int runs, Property property)
    {
        var (start, rounds) = (TimeProvider.System.GetTimestamp(), 0);
        do
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), property);
            rounds++;
        }
        while (IsOn && TimeProvider.System.GetElapsedTime(start) < Duration && !TestContext.Current.CancellationToken.IsCancellationRequested);
        if (IsOn) TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds of {runs} runs in {TimeProvider.System.GetElapsedTime(start)}");
    }
}
