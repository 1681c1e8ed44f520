using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests;

/// <summary>Checks a rule over many random inputs: seconds of them, or a hundred times as many with <c>CONDUCTOR_SOAK=1</c>.</summary>
internal static class Rule
{
    private static readonly int Patience = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") == "1" ? 100 : 1;

    public static void Holds<T>(Gen<T> inputs, Action<T> assertion, int cases = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases * Patience), Prop.ForAll(inputs.ToArbitrary(), assertion));
}
