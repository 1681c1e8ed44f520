using Conductor.TestKit;
using Conductor.Server.Identity;
using Conductor.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Identity;

public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly VirtualTime _time = new();
    private readonly KeyFile _keys;
    private readonly KeyStore _store;

    public KeyStoreTests()
    {
        _keys = new KeyFile(Path.Combine(_directory.Path, "keys", "keys.json"), _time);
        _store = new KeyStore(_keys, _time, NullLogger<KeyStore>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_added_is_taken_and_one_that_is_removed_refused_a_second_later()
    {
        var anna = await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        Assert.Equal("anna", await NameAsync(anna));

        await _keys.RemoveAsync("anna", Cancel);
        var bert = await _keys.AddAsync("bert", KeyScopes.Chat, Cancel);
        Assert.Equal("anna", await NameAsync(anna));

        Later();
        Assert.Null(await NameAsync(anna));
        Assert.Equal("bert", await NameAsync(bert));
    }

    [Fact]
    public async Task A_file_that_is_broken_leaves_the_keys_as_they_were()
    {
        var anna = await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        Assert.Equal("anna", await NameAsync(anna));

        await File.WriteAllTextAsync(_keys.Path, "oops", Cancel);
        Later();
        Assert.Equal("anna", await NameAsync(anna));
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_no_key()
    {
        var anna = await _keys.AddAsync("anna", KeyScopes.Chat, Cancel);
        Assert.Equal("anna", await NameAsync(anna));

        File.Delete(_keys.Path);
        Later();
        Assert.Null(await NameAsync(anna));
    }

    public void Dispose() => _directory.Dispose();

    private void Later() => _time.Advance(TimeSpan.FromSeconds(1));

    private async Task<string?> NameAsync(string secret) => (await _store.FindAsync(secret, Cancel))?.Name;
}
