namespace Conductor.House.Tests.Runner;

/// <summary>
/// A small tree with the repository's own <c>tests/run</c> and test projects that behave as told. Instead of the SDK there is a
/// script on the path that answers as the SDK and as those projects would.
/// </summary>
internal sealed class RunnerTree : IAsyncDisposable
{
    // What a project does when it is run, by the word in its name.
    private const string Sdk = """
        #!/usr/bin/env bash
        case $1 in
          --version) echo 10.0.100; exit ;;
          restore) exit ;;
          build) [ ! -e broken ] || { echo 'src/A.cs(1,1): error CS1002: ; expected'; exit 1; }; exit ;;
        esac
        while [ $# -gt 0 ]; do
          [ "$1" != -xml ] || report=$2
          case $1 in *.dll) name=$1 ;; -method) filter=$2 ;; esac
          shift
        done
        report() { echo "<assemblies><assembly errors=\"$4\" failed=\"$2\" not-run=\"0\" passed=\"$1\" skipped=\"$3\" total=\"0\"><collection/>" >"$report"; }
        echo "leftover" >"$TMPDIR/leftover"
        case $name in
          *Good*) [ -z "$filter" ] && report 3 0 1 0 || report 0 0 0 0 ;;
          *Soaked*) report "${CONDUCTOR_SOAK:-7}" 0 0 0 ;;
          *Bad*) echo 'why it failed'; report 2 1 0 0; exit 1 ;;
          *Crash*) echo 'last words'; exit 134 ;;
          *Empty*) report 0 0 0 0 ;;
          *Late*) report 2 0 0 0; exit 3 ;;
          *Hung*) echo 'a test that waits'; exec sleep 600 ;;
        esac
        """;

    private RunnerTree(string root) => Root = root;

    /// <summary>The root of the tree.</summary>
    public string Root { get; }

    /// <summary>Makes a tree with a test project for each word.</summary>
    public static async Task<RunnerTree> CreateAsync(params string[] words)
    {
        var tree = new RunnerTree(Directory.CreateTempSubdirectory("conductor-runner-").FullName);
        foreach (var word in words)
            await tree.WriteAsync($"tests/Conductor.{word}.Tests/Conductor.{word}.Tests.csproj", "<Project />");
        await tree.WriteProgramAsync("tests/run", await Repository.ReadAsync("tests/run"));
        await tree.WriteProgramAsync("bin/dotnet", Sdk);
        Directory.CreateDirectory(tree.TemporaryFolder);
        return tree;
    }

    /// <summary>The folder that the runner is told to use for what it throws away.</summary>
    public string TemporaryFolder => Path.Combine(Root, "tmp");

    /// <summary>Writes a file.</summary>
    public async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs <c>tests/run</c> from another folder, with this tree's SDK before all others, and a person's own settings about.</summary>
    public Task<Finished> RunAsync(params string[] arguments) => RunWithPathAsync($"{Root}/bin:{Environment.GetEnvironmentVariable("PATH")}", arguments);

    /// <summary>Runs <c>tests/run</c> with a search path of its own.</summary>
    public Task<Finished> RunWithPathAsync(string searchPath, params string[] arguments) => Command.RunAsync(
        Path.GetTempPath(),
        new Dictionary<string, string> { ["PATH"] = searchPath, ["TMPDIR"] = TemporaryFolder, ["CONDUCTOR_SOAK"] = "99" },
        "/bin/bash", [$"{Root}/tests/run", .. arguments]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task WriteProgramAsync(string path, string text)
    {
        await WriteAsync(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Root, path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
