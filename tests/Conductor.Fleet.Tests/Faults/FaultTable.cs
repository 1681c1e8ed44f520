using System.Text;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>The table of faults in <c>docs/faults.md</c>: what was seen, held against what is written, or written.</summary>
/// <remarks>With <c>CONDUCTOR_WRITE_DOCS=1</c> in the environment a run writes what it sees; else it fails where the two differ.</remarks>
public sealed class FaultTable : IAsyncLifetime
{
    internal static readonly string[] Columns = ["Ollama host, streamed", "Ollama host, whole", "OpenAI host, streamed", "OpenAI host, whole"];

    private readonly Dictionary<(string Id, int Column), string> _seen = [];
    private Dictionary<string, string[]> _written = [];

    private static bool IsWriting => Environment.GetEnvironmentVariable("CONDUCTOR_WRITE_DOCS") == "1";

    private static string Path { get; } = Find();

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => _written = File.Exists(Path)
        ? (await File.ReadAllLinesAsync(Path, TestContext.Current.CancellationToken)).Where(line => line.StartsWith("| F", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[0])
        : [];

    internal IReadOnlyCollection<string> Rows => _written.Keys;

    internal void Saw(FaultCase fault, int column, string what)
    {
        if (IsWriting)
            lock (_seen)
                _seen[(fault.Id, column)] = what;
        else
            Assert.Equal((_written.GetValueOrDefault(fault.Id)?[1], _written.GetValueOrDefault(fault.Id)?[column + 2]), (fault.What, what));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A run of a few cells has seen too little to write.
        if (IsWriting && _seen.Count == FaultCases.All.Count * Columns.Length)
            await File.WriteAllTextAsync(Path, Text(), TestContext.Current.CancellationToken);
    }

    private string Text()
    {
        var text = new StringBuilder(
            """
            # What a host may do, and what becomes of the answer

            Made by the tests (`tests/Conductor.Fleet.Tests`), which try every cell over real sockets through both APIs, and fail where this page says
            something else. The host that fails has answered before; a second host, and a model to stand in, are healthy.

            - **whole**: the caller has the complete answer. *asked again*: by the same host; *by another host*: before the first token; *replayed*: the answer was
              begun again on another host, and what the caller had of it came again word for word; *begun anew*: the other host said something else, and the
              caller, who wanted the answer in one piece, had seen nothing of the first.
            - **clean**: the caller has an error in the API's own form, with that status or, where the answer was under way, in band; its body has no proper end.

            Neither a cut answer that looks complete nor a hang is among them. F15, a host that refuses for a minute while it is asked every few seconds, takes more than
            one question and is tried beside the table: every answer is whole, the host is hardly asked meanwhile, and is in use again within 30 s of its recovery.

            """);
        text.Append($"\n| | The host | {string.Join(" | ", Columns)} |\n|{string.Concat(Enumerable.Repeat(" --- |", Columns.Length + 2))}\n");
        foreach (var fault in FaultCases.All.OrderBy(fault => fault.Id, StringComparer.Ordinal))
            text.Append($"| {fault.Id} | {fault.What} | {string.Join(" | ", Columns.Select((_, column) => _seen[(fault.Id, column)]))} |\n");
        return text.ToString();
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "Conductor.sln")))
            folder = folder.Parent;
        return System.IO.Path.Combine(folder.FullName, "docs", "faults.md");
    }
}
