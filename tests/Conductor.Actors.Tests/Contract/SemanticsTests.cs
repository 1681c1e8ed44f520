using System.Reflection;
using System.Text.RegularExpressions;

namespace Conductor.Actors.Tests.Contract;

/// <summary>SEMANTICS.md names a test for each guarantee. A name that is wrong, or a guarantee without one, is a promise that nothing holds.</summary>
public sealed partial class SemanticsTests
{
    [Fact]
    public async Task Each_guarantee_names_a_test_that_exists()
    {
        var faults = Faults(await SourceTree.ReadAsync("src", "Conductor.Actors", "SEMANTICS.md"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("- What is told arrives. (`TellTests.No_such_test`)", "TellTests.No_such_test")]
    [InlineData("- What is told arrives. (`NoSuchTests.Messages_of_one_sender_arrive_in_their_order`)", "NoSuchTests")]
    [InlineData("- What is told arrives. (`SemanticsTests.Faults`)", "SemanticsTests.Faults")]
    [InlineData("- What is told arrives.", "no test")]
    [InlineData("- Two sentences. Of which one is proven nowhere, because the parenthesis is empty. ()", "no test")]
    public void A_wrong_name_or_none_is_found(string line, string complaint)
    {
        Assert.Contains(complaint, Assert.Single(Faults(line)), StringComparison.Ordinal);
        Assert.Empty(Faults("- What one sender tells one receiver arrives in order. (`TellTests.Messages_of_one_sender_arrive_in_their_order`)"));
    }

    [Fact]
    public async Task No_guarantee_stands_there_twice()
    {
        var lines = (await SourceTree.ReadAsync("src", "Conductor.Actors", "SEMANTICS.md")).Split('\n').Where(IsGuarantee).ToArray();
        Assert.True(lines.Length > 100, $"There are only {lines.Length} guarantees: is the file cut off?");
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    private static List<string> Faults(string text)
    {
        var faults = new List<string>();
        foreach (var line in text.Split('\n').Where(IsGuarantee))
        {
            var names = TestName().Matches(line).Select(match => match.Groups["name"].Value).ToArray();
            if (names.Length == 0) faults.Add($"no test is named by: {line}");
            faults.AddRange(names.Where(name => !IsTest(name)).Select(name => $"{name} is no test, named by: {line}"));
        }
        return faults;
    }

    private static bool IsGuarantee(string line) => line.StartsWith("- ", StringComparison.Ordinal);

    private static bool IsTest(string name)
    {
        var (type, method) = (name.Split('.')[0], name.Split('.')[1]);
        return typeof(SemanticsTests).Assembly.GetTypes().Any(each => each.Name == type
            && each.GetMethod(method, BindingFlags.Public | BindingFlags.Instance)?.GetCustomAttribute<FactAttribute>() is not null);
    }

    // Only what stands in parentheses is a test's name; other code in a sentence is just that.
    [GeneratedRegex(@"(\(|, )`(?<name>\w+\.\w+)`(?=[,)])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
