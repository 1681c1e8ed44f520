using System.Text;
using Conductor.TestKit;
using Conductor.Server.Identity;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Identity;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly VirtualTime _time = new();
    private readonly KeyFile _keys;

    public KeyFileTests() => _keys = new KeyFile(Path.Combine(_directory.Path, "keys", "keys.json"), _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_opens_its_own_key_and_no_other()
    {
        var (anna, bert) = (await _keys.AddAsync("anna", KeyScopes.Chat, Cancel), await _keys.AddAsync("bert", KeyScopes.Admin, Cancel));
        var ring = await _keys.ReadAsync(Cancel);

        Assert.Equal("anna", ring.Find(anna, _time.GetUtcNow())?.Name);
        Assert.Equal("bert", ring.Find(bert, _time.GetUtcNow())?.Name);
        Assert.Null(ring.Find(anna + "x", _time.GetUtcNow()));
        Assert.Null(ring.Find("", _time.GetUtcNow()));
        Assert.Null(ring.Find(new string('a', 100_000), _time.GetUtcNow()));
    }

    [Fact]
    public async Task Secrets_are_32_random_bytes_and_only_their_hashes_are_kept()
    {
        var secrets = new List<string>();
        for (var i = 0; i < 20; i++)
            secrets.Add(await _keys.AddAsync($"key-{i}", KeyScopes.Chat, Cancel));
        var written = await File.ReadAllTextAsync(_keys.Path, Cancel);

        Assert.Equal(20, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(4 + 43, secret.Length));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret[4..], written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_file_is_its_users_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are of Unix.");
            return;
        }
        await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_keys.Path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_keys.Path)!));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_not_trusted()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are of Unix.");
            return;
        }
        await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        File.SetUnixFileMode(_keys.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", (await Assert.ThrowsAsync<KeyFileException>(() => _keys.ReadAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_others_may_change_takes_no_keys()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are of Unix.");
            return;
        }
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "shared")).FullName;
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        var refused = await Assert.ThrowsAsync<KeyFileException>(() => new KeyFile(Path.Combine(directory, "keys.json"), _time).AddAsync("anna", KeyScopes.Chat, Cancel));

        Assert.Contains("chmod 700", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task A_rotated_key_takes_the_old_secret_as_long_as_was_said()
    {
        var old = await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        var now = await _keys.RotateAsync("ANNA", TimeSpan.FromMinutes(10), Cancel);
        var ring = await _keys.ReadAsync(Cancel);

        Assert.Equal(("anna", "anna"), (ring.Find(old, _time.GetUtcNow())?.Name, ring.Find(now, _time.GetUtcNow())?.Name));
        Assert.Null(ring.Find(old, _time.GetUtcNow() + TimeSpan.FromMinutes(10)));

        await _keys.RotateAsync("anna", TimeSpan.Zero, Cancel);
        Assert.Null((await _keys.ReadAsync(Cancel)).Find(now, _time.GetUtcNow()));
    }

    [Fact]
    public async Task A_name_is_given_once_and_looks_like_no_address()
    {
        await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);

        await Assert.ThrowsAsync<KeyFileException>(() => _keys.AddAsync("Anna", KeyScopes.Chat, Cancel));
        foreach (var name in new[] { "", "127.0.0.1", "::1", "a b", "local", "ä", new string('a', 65) })
            await Assert.ThrowsAsync<KeyFileException>(() => _keys.AddAsync(name, KeyScopes.Chat, Cancel));
        Assert.Single((await _keys.ReadAsync(Cancel)).Keys);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_removed_or_rotated()
    {
        await Assert.ThrowsAsync<KeyFileException>(() => _keys.RemoveAsync("nobody", Cancel));
        await Assert.ThrowsAsync<KeyFileException>(() => _keys.RotateAsync("nobody", TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task Many_who_change_it_at_once_lose_nothing()
    {
        var system = new KeyFile(_keys.Path, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => system.AddAsync($"key-{i}", KeyScopes.Chat, Cancel)));

        Assert.Equal(20, (await system.ReadAsync(Cancel)).Keys.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"version":2,"keys":[]}""")]
    [InlineData("""{"version":1,"keys":[{"name":"a","scopes":["root"],"sha256":"00","created":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"version":1,"keys":[{"name":"a","scopes":["chat"],"sha256":"zz","created":"2026-01-01T00:00:00Z"}]}""")]
    public async Task What_is_no_file_of_keys_is_said_to_be_none(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_keys.Path)!);
        await File.WriteAllBytesAsync(_keys.Path, Encoding.UTF8.GetBytes(text), Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_keys.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refused = await Assert.ThrowsAsync<KeyFileException>(() => _keys.ReadAsync(Cancel));
        Assert.Contains(_keys.Path, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", KeyScopes.Chat)]
    [InlineData("Admin", KeyScopes.Admin)]
    [InlineData("chat, admin", KeyScopes.Chat | KeyScopes.Admin)]
    public void Scopes_are_read_as_they_are_written(string text, KeyScopes expected)
    {
        Assert.True(KeyScopesText.TryParse(text, out var scopes));
        Assert.Equal(expected, scopes);
        Assert.True(KeyScopes.Admin.Allow(KeyScopes.Chat));
        Assert.False(KeyScopes.Chat.Allow(KeyScopes.Admin));
        Assert.False(KeyScopesText.TryParse(text + ",root", out _));
    }

    public void Dispose() => _directory.Dispose();
}
