using Conductor.Hocon.Including;

namespace Conductor.Hocon.Tests.Including;

public sealed class DiskTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hocon");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Files_of_the_disk_include_one_another_from_their_own_directory()
    {
        _directory.CreateSubdirectory("sub");
        var path = await WriteAsync("a.conf", "include \"sub/b.conf\"\na = ${b}");
        await WriteAsync("sub/b.conf", "include \"c.conf\"");
        await WriteAsync("sub/c.conf", "b = 1");
        var document = await HoconDocument.LoadAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        Golden.AssertSame("""{"b":1,"a":1}""", document.Root);
        Assert.True(document.Object.TryGet("b", out var b));
        Assert.Equal(Path.Combine(_directory.FullName, "sub", "c.conf") + ":1:5", b.Origin.ToString());
    }

    [Fact]
    public async Task A_missing_file_and_a_directory_are_named()
    {
        Assert.Contains("the file does not exist", await FailAsync(Path.Combine(_directory.FullName, "absent.conf")), StringComparison.Ordinal);
        Assert.Contains("the file does not exist", await FailAsync(Path.Combine(_directory.FullName, "absent", "a.conf")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await FailAsync(_directory.FullName), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(200_000)]
    public async Task A_file_of_any_size_is_read_whole(int length)
    {
        var path = await WriteAsync("a.conf", length == 0 ? "" : string.Concat("#", new string('x', length - 1)));
        var bytes = await DiskFiles.Instance.ReadAsync(path, 1 << 20, TestContext.Current.CancellationToken);
        Assert.Equal(length, bytes?.Length);
        var cut = await DiskFiles.Instance.ReadAsync(path, 100, TestContext.Current.CancellationToken);
        Assert.Equal(Math.Min(length, 101), cut?.Length);
    }

    private static async Task<string> FailAsync(string path)
    {
        var mistakes = await Assert.ThrowsAsync<HoconException>(() => HoconDocument.LoadAsync(path, cancellationToken: TestContext.Current.CancellationToken));
        return Assert.Single(mistakes.Errors).ToString();
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }
}
