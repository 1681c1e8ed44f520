using System.Collections.Concurrent;

namespace Conductor.House.Samples;

internal static class ParkedThreads
{
    public static void Semaphore(SemaphoreSlim semaphore) => semaphore.Wait(); // forbidden: RS0030
    public static bool SemaphoreAWhile(SemaphoreSlim semaphore) => semaphore.Wait(10); // forbidden: RS0030
    public static void Event(ManualResetEventSlim gate) => gate.Wait(); // forbidden: RS0030
    public static object Auto() => new AutoResetEvent(false); // forbidden: RS0030
    public static object Countdown() => new CountdownEvent(1); // forbidden: RS0030
    public static object Readers() => new ReaderWriterLockSlim(); // forbidden: RS0030
    public static object Mutex() => new Mutex(); // forbidden: RS0030
    public static bool Monitored(object gate) => Monitor.Wait(gate); // forbidden: RS0030
    public static bool Entered(object gate) => Monitor.TryEnter(gate, 10); // forbidden: RS0030
    public static bool Locked(Lock gate) => gate.TryEnter(10); // forbidden: RS0030
    public static bool Handle(CancellationToken token) => token.WaitHandle.WaitOne(); // forbidden: RS0030
    public static int Taken(BlockingCollection<int> numbers) => numbers.Take(); // forbidden: RS0030
}
