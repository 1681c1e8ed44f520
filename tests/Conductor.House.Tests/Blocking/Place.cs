namespace Conductor.House.Tests.Blocking;

/// <summary>A place in the tree whose rules differ from those of other places.</summary>
/// <param name="Name">Its name, a C# identifier.</param>
/// <param name="Folder">Where files of that place lie, from the root.</param>
/// <param name="Suffix">What their names end in.</param>
/// <param name="Project">The project that compiles them.</param>
internal sealed record Place(string Name, string Folder, string Suffix, string Project)
{
    /// <summary>A plain library.</summary>
    public static Place Library { get; } = new("Library", "src/Conductor.Core/Streams", "", "src");

    /// <summary>An actor in a plain library.</summary>
    public static Place Actor { get; } = new("Actor", "src/Conductor.Core/Actors", "Actor", "src");

    /// <summary>The web host.</summary>
    public static Place Server { get; } = new("Server", "src/Conductor.Server/Http", "", "src");

    /// <summary>The command line.</summary>
    public static Place Cli { get; } = new("Cli", "src/Conductor.Cli", "", "src");

    /// <summary>A test.</summary>
    public static Place Tests { get; } = new("Tests", "tests/Conductor.Core.Tests/Streams", "", "tests");

    /// <summary>A sample program for readers.</summary>
    public static Place Samples { get; } = new("Samples", "samples/Hello", "", "tests");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Place> All { get; } = [Library, Actor, Server, Cli, Tests, Samples];

    /// <summary>The places where the forbidden lines of a folder of samples are errors.</summary>
    public static IReadOnlyList<Place> Of(string scope) => scope switch
    {
        "Everywhere" => All,
        "OutsideTests" => [Library, Actor, Server, Cli, Samples],
        "Product" => [Library, Actor, Server, Cli],
        "Libraries" => [Library],
        "Allowed" => [],
        _ => throw new InvalidOperationException($"Samples/{scope} is no scope: Everywhere, OutsideTests, Product, Libraries or Allowed."),
    };
}
