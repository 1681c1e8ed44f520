namespace Conductor.House.Samples;

internal static class BlockingFiles
{
    public static string ReadAllText() => File.ReadAllText("x"); // forbidden: RS0030
    public static byte[] ReadAllBytes() => File.ReadAllBytes("x"); // forbidden: RS0030
    public static int ReadLines() => File.ReadLines("x").Count(); // forbidden: RS0030
    public static void WriteAllText() => File.WriteAllText("x", "y"); // forbidden: RS0030
    public static void WriteAllBytes(byte[] bytes) => File.WriteAllBytes("x", bytes.AsSpan()); // forbidden: RS0030
    public static void AppendAllLines() => File.AppendAllLines("x", ["y"]); // forbidden: RS0030
    public static void Copy() => File.Copy("x", "y"); // forbidden: RS0030
    public static FileStream Open() => File.OpenRead("x"); // forbidden: RS0030
    public static FileStream Opened() => new("x", FileMode.Open); // forbidden: RS0030
    public static StreamReader Text() => new("x"); // forbidden: RS0030
}
