using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Sources;

/// <summary>What the compiler does not see of our style.</summary>
public sealed partial class SourceTests
{
    // A typical file has 50 to 170 lines. Past this one there is a second idea hiding in it.
    private const int LongestFile = 350;

    // Path from the root, with the reason on the line.
    private static readonly string[] LongOnPurpose = [];

    [Fact]
    public async Task Each_suppression_carries_its_reason_on_its_line()
    {
        await ForEachLineAsync(["src", "tests", "samples"], (_, line) =>
            !Suppression().IsMatch(line) || SuppressionWithReason().IsMatch(line)
                ? null
                : "a suppression without its reason: '#pragma warning disable X // why', or Justification = \"why\".");
    }

    [Fact]
    public async Task Nothing_is_left_for_later()
    {
        await ForEachLineAsync(["src", "tests", "samples", "build", "hocon"], (_, line) =>
            Unfinished().IsMatch(line) ? "finish it, or file an issue." : null);
    }

    [Fact]
    public async Task No_file_of_the_product_is_too_long()
    {
        foreach (var file in Repository.Files("src", "*.cs").Where(file => !LongOnPurpose.Contains(Repository.NameOf(file))))
        {
            var count = (await Repository.ReadLinesAsync(file)).Length;
            Assert.True(count <= LongestFile, $"{Repository.NameOf(file)} has {count} lines, more than {LongestFile}.");
        }
    }

    [Fact]
    public async Task Each_type_of_the_product_lies_in_a_namespace_of_Conductor()
    {
        foreach (var file in Repository.Files("src", "*.cs"))
        {
            var text = await Repository.ReadAsync(file);
            var name = Repository.NameOf(file);
            Assert.False(BlockNamespace().IsMatch(text), $"{name}: the namespace is not file-scoped.");
            if (Declaration().IsMatch(text))
                Assert.True(FileNamespace().IsMatch(text), $"{name}: declares a type outside of 'namespace Conductor…;'.");
        }
    }

    [Fact]
    public async Task An_actor_never_leaves_itself_with_ConfigureAwait()
    {
        foreach (var file in Repository.Files("src", "*Actor.cs"))
            await ForEachLineAsync(file, (_, line) =>
                line.Contains(".ConfigureAwait(false)", StringComparison.Ordinal)
                    ? "the continuation would leave the actor: move this work out of the actor's file and pipe its result back."
                    : null);
    }

    [Fact]
    public async Task Each_lock_says_what_it_protects_where_it_is_declared()
    {
        foreach (var file in Repository.Files("src", "*.cs"))
            await ForEachLineAsync(file, (before, line) =>
                LockField().IsMatch(line) && !line.Contains("//", StringComparison.Ordinal) && !before.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    ? "a lock without a word on what it protects and why a message would not do; say so on this line or the one above."
                    : null);
    }

    private static async Task ForEachLineAsync(string[] folders, Func<string, string, string?> judge)
    {
        foreach (var file in folders.SelectMany(folder => Repository.Files(folder)).Where(IsSource))
            await ForEachLineAsync(file, judge);
    }

    private static async Task ForEachLineAsync(string file, Func<string, string, string?> judge)
    {
        var lines = await Repository.ReadLinesAsync(file);
        var faults = lines
            .Select((line, index) => (Fault: judge(index == 0 ? "" : lines[index - 1], line), Line: index + 1))
            .Where(found => found.Fault is not null)
            .Select(found => $"{Repository.NameOf(file)}:{found.Line}: {found.Fault}")
            .ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static bool IsSource(string file) => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".conf" or ".html" or ".js" or ".css" or ".sh";

    [GeneratedRegex(@"#pragma\s+warning\s+disable|\[\s*(assembly\s*:\s*)?SuppressMessage", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suppression();

    [GeneratedRegex(@"disable\s+\w+(\s*,\s*\w+)*\s*//\s*\S{2,}|Justification\s*=\s*""[^""]{4,}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SuppressionWithReason();

    // The brackets keep these lines from finding themselves.
    [GeneratedRegex(@"\bTO[D]O\b|\bFIX[M]E\b|\bX[X]X\b|NotImplemented[E]xception", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^namespace Conductor(\.\w+)*;$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"^\s*namespace [\w.]+\s*(\{|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^\s*((public|internal|private|protected|file|static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*(class|struct|record|interface|enum|delegate)\s+\w", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*((private|internal|protected|public|static|readonly)\s+)+Lock\s+\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LockField();
}
