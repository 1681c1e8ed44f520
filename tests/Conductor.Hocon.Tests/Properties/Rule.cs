using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Hocon.Tests.Properties;

/// <summary>Checks a rule over all inputs; with CONDUCTOR_SOAK=1 over a hundred times as many.</summary>
internal static class Rule
{
    private static readonly int Patience = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") == "1" ? 100 : 1;

    public static void Holds<T>(Arbitrary<T> inputs, Func<T, bool> rule, int tests = 1_000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests * Patience), Prop.ForAll(inputs, rule));

    public static void Holds<T1, T2>(Arbitrary<T1> first, Arbitrary<T2> second, Func<T1, T2, bool> rule, int tests = 1_000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests * Patience), Prop.ForAll(first, second, rule));
}
