namespace Conductor.Benchmarks;

/// <summary>What to say to whoever names no suite, or one that does not exist.</summary>
internal static class Usage
{
    public static int Show(IEnumerable<string> suites)
    {
        Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Conductor.Benchmarks -- ({string.Join('|', suites)}) [ROW...]");
        return 2;
    }
}
