using FsCheck;

namespace Conductor.Actors.Tests.Properties;

/// <summary>How hard properties are tried: seconds as a rule, minutes with <c>tests/run --soak</c>.</summary>
internal static class Soak
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") == "1";

    public static Config Runs(int usually, int whenSoaking) => Config.QuickThrowOnFailure.WithMaxTest(IsOn ? whenSoaking : usually);
}
