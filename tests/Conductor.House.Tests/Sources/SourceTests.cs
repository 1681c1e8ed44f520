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
    public async Task Each_suppression_carries_its_reason_on_its_line() =>
        await JudgeLinesAsync(Sources("src", "tests", "samples"), (lines, at) =>
            !Suppression().IsMatch(lines[at]) || SuppressionWithReason().IsMatch(lines[at])
                ? null
                : "a suppression without its reason: '#pragma warning disable X // why', or Justification = \"why\".");

    [Fact]
    public async Task Nothing_is_left_for_later() =>
        await JudgeLinesAsync(Sources("src", "tests", "samples", "build", "hocon"), (lines, at) =>
            Unfinished().IsMatch(lines[at]) ? "finish it, or file an issue." : null);

    [Fact]
    public async Task No_file_of_the_product_is_too_long() =>
        await JudgeLinesAsync(Repository.Files("src", "*.cs").Where(file => !LongOnPurpose.Contains(Repository.NameOf(file))), (lines, at) =>
            at == LongestFile ? $"line {LongestFile + 1} of {lines.Length}: look for the second idea hiding in this file." : null);

    [Fact]
    public async Task Each_type_of_the_product_lies_in_a_file_scoped_namespace_of_Conductor() =>
        await JudgeLinesAsync(Repository.Files("src", "*.cs"), (lines, at) =>
            BlockNamespace().IsMatch(lines[at]) ? "the namespace is not file-scoped."
            : Declaration().IsMatch(lines[at]) && !lines.Any(FileNamespace().IsMatch) ? "a type outside of 'namespace Conductor…;'."
            : null);

    [Fact]
    public async Task An_actor_never_leaves_itself_with_ConfigureAwait() =>
        await JudgeLinesAsync(Repository.Files("src", "*Actor.cs"), (lines, at) =>
            lines[at].Contains(".ConfigureAwait(false)", StringComparison.Ordinal) && !IsInStaticMethod(lines, at)
                ? "the continuation would leave the actor: do this in a static method or another class, and pipe the result back."
                : null);

    [Fact]
    public async Task Each_lock_says_what_it_protects_where_it_is_declared() =>
        await JudgeLinesAsync(Repository.Files("src", "*.cs"), (lines, at) =>
            LockField().IsMatch(lines[at]) && !lines[at].Contains("//", StringComparison.Ordinal)
            && !(at > 0 && lines[at - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
                ? "a lock without a word on what it protects and why a message would not do; say so on this line or the one above."
                : null);

    // A fault is what the judge says of a line, of all lines of all files at once.
    private static async Task JudgeLinesAsync(IEnumerable<string> files, Func<string[], int, string?> judge)
    {
        var faults = new List<string>();
        foreach (var file in files)
        {
            var lines = await Repository.ReadLinesAsync(file);
            faults.AddRange(Enumerable.Range(0, lines.Length)
                .Select(at => (Fault: judge(lines, at), Line: at + 1))
                .Where(found => found.Fault is not null)
                .Select(found => $"{Repository.NameOf(file)}:{found.Line}: {found.Fault}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // A static method has nothing of the actor that it could touch from outside.
    private static bool IsInStaticMethod(string[] lines, int at) =>
        lines.Take(at + 1).LastOrDefault(line => Method().IsMatch(line))?.Contains(" static ", StringComparison.Ordinal) ?? false;

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Repository.Files(folder)).Where(IsSource);

    private static bool IsSource(string file) => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".conf" or ".html" or ".js" or ".css" or ".sh";

    [GeneratedRegex(@"#pragma\s+warning\s+disable|\[\s*(assembly\s*:\s*)?SuppressMessage", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suppression();

    [GeneratedRegex(@"disable\s+\w+(\s*,\s*\w+)*\s*//\s*\S.{3,}|Justification\s*=\s*""[^""]{4,}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SuppressionWithReason();

    [GeneratedRegex(@"^ {4}(private|protected|public|internal)\b.*\w\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Method();

    // The brackets keep these lines from finding themselves.
    [GeneratedRegex(@"\bTO[D]O\b|\bFIX[M]E\b|\bX[X]X\b|NotImplemented[E]xception", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^namespace Conductor(\.\w+)*;$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"^\s*namespace [\w.]+\s*(\{|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^\s*((public|internal|private|protected|file|static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*(class|struct|record|interface|enum|delegate)\s+\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*((private|internal|protected|public|static|readonly)\s+)+Lock\s+\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LockField();
}
