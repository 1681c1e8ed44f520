using Conductor.Hocon.Values;
using Conductor.Server.Configuration;

namespace Conductor.Server.Tests.Configuration;

/// <summary>Every key that there is, written wrong in every way: one message that names the key and its place, and nothing that could be started with.</summary>
public sealed class BadInputTests : IDisposable
{
    // What an entry of a table needs to be right but for the key in question.
    private static readonly Dictionary<string, string> Entries = new()
    {
        ["hosts"] = "kind = ollama, url = \"https://one:1\"",
        ["models"] = "target = other",
        ["callers"] = "",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("conductor-bad").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllKeys { get; } =
        [.. SettingTable.Keys.Select(key => key.Path.ToString()), .. SettingTable.Tables.SelectMany(table => table.EntryPaths.Select(path => $"{table.Path}.one.{path}"))];

    [Theory]
    [MemberData(nameof(AllKeys))]
    public async Task A_wrong_type_is_told_once_with_the_key_and_its_place(string key)
    {
        // No key takes a list of lists, and none an object with such a list in it.
        foreach (var wrong in new[] { "[[1]]", "null" })
        {
            var mistake = Assert.Single(await MistakesAsync(key, wrong));

            Assert.Contains($"'{key}", mistake, StringComparison.Ordinal);
            Assert.Contains("bad.conf:2:", mistake, StringComparison.Ordinal);
            Assert.Contains("must be", mistake, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(AllKeys))]
    public async Task A_misspelt_name_is_told_with_the_one_that_was_meant(string key)
    {
        var last = key[(key.LastIndexOf('.') + 1)..];
        var mistakes = await MistakesAsync(key + "x", "1");

        // Beside the entries of a table any name is one of an entry.
        var isName = SettingTable.Tables.Any(table => $"{table.Path}.{last}" == key);
        Assert.Contains(mistakes, one => isName
            ? one.Contains($"'{key}x' must be an object", StringComparison.Ordinal)
            : one.Contains($"there is no key '{key}x'", StringComparison.Ordinal) && one.Contains($".{last}'", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllKeys))]
    public async Task A_unit_or_a_number_out_of_range_is_told_with_what_is_allowed(string key)
    {
        // A key that takes text takes any; all others have words, units and bounds.
        foreach (var wrong in new[] { "\"5 parsecs\"", "-99999999999999999", "\"\\u0001\"" })
        {
            var mistakes = await MistakesAsync(key, wrong);

            Assert.InRange(mistakes.Count, 0, 1);
            Assert.All(mistakes, one => Assert.Contains("bad.conf:2:", one, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Only_keys_that_take_any_text_take_nonsense()
    {
        var takes = new List<string>();
        foreach (var key in AllKeys.Select(row => row.Data))
            if ((await MistakesAsync(key, "\"5 parsecs\"")).Count == 0)
                takes.Add(key);

        Assert.All(takes, key => Assert.Matches(
            @"\.(path|file|directory|certificate|key|authority|server-name|default|api-key|client|target|headers|service-name|general|quick|tool-use|embedding|code|creative|math|deep|model|text|prompt|instructions|language|for|greeting|of)$", key));
    }

    [Theory]
    [InlineData("include required(file(\"nowhere.conf\"))", "does not exist")]
    [InlineData("include \"bad.conf\"", "leads back to a file")]
    [InlineData("conductor.queue.limit = ${conductor.queue.limit}", "conductor.queue.limit")]
    [InlineData("conductor.queue.limit = ${nowhere}", "nowhere")]
    [InlineData("conductor { queue.limit = ", "conductor")]
    [InlineData("[1, 2]", "the root is an array")]
    public async Task A_file_that_makes_no_sense_is_told_with_its_place(string text, string told)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.conf"), text, Cancel);

        var mistakes = (await Assert.ThrowsAsync<SettingsException>(LoadAsync)).Mistakes;

        Assert.Contains(mistakes, one => one.Contains(told, StringComparison.Ordinal) && one.Contains("bad.conf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_a_directory_is_told_by_its_name()
    {
        Assert.Contains("bad.conf", Assert.Single((await Assert.ThrowsAsync<SettingsException>(LoadAsync)).Mistakes), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "bad.conf"));
        Assert.Contains("cannot be read", Assert.Single((await Assert.ThrowsAsync<SettingsException>(LoadAsync)).Mistakes), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IReadOnlyList<string>> MistakesAsync(string key, string value)
    {
        var path = HoconPath.Parse(key);
        var table = SettingTable.Tables.FirstOrDefault(one => key.StartsWith($"{one.Path}.one.", StringComparison.Ordinal));
        // The key stands alone in the second line, below what its entry needs.
        var entry = table is null ? "" : $"{table.Path}.one {{ {(key.EndsWith(".client", StringComparison.Ordinal) ? "kind = chat-client" : Entries[table.Path[^1]])} }}";
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.conf"), $"{entry}\n{path} = {value}\n", Cancel);
        try
        {
            await LoadAsync();
            return [];
        }
        catch (SettingsException mistakes)
        {
            return mistakes.Mistakes;
        }
    }

    private Task<LoadedSettings> LoadAsync() =>
        SettingsSource.LoadAsync(new SettingsRequest { File = Path.Combine(_folder, "bad.conf"), Environment = _ => null, EnvironmentNames = () => [] }, Cancel);
}
