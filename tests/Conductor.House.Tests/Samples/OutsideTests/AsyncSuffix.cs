namespace Conductor.House.Samples;

internal static class AsyncSuffix
{
    public static Task Later() => Task.CompletedTask; // forbidden: VSTHRD200
}
