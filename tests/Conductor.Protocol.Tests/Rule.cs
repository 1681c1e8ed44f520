using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests;

/// <summary>Checks a rule over many random inputs.</summary>
internal static class Rule
{
    public static void Holds<T>(Gen<T> inputs, Action<T> assertion, int cases = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(inputs.ToArbitrary(), assertion));
}
