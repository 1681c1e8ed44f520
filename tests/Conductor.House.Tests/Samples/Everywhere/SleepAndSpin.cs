namespace Conductor.House.Samples;

internal static class SleepAndSpin
{
    public static void Sleep() => Thread.Sleep(10); // forbidden: RS0030
    public static void SleepSpan() => Thread.Sleep(TimeSpan.FromSeconds(1)); // forbidden: RS0030
    public static void Join(Thread thread) => thread.Join(); // forbidden: RS0030
    public static void Spin() => Thread.SpinWait(1000); // forbidden: RS0030
    public static bool SpinUntil(bool done) => SpinWait.SpinUntil(() => done, 100); // forbidden: RS0030
}
