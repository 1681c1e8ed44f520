using Conductor.Hocon.Tests.Including;
using Conductor.TestKit;

namespace Conductor.Hocon.Tests;

public sealed class HoconFileTests
{
    private static readonly HoconWatchOptions AtOnce = new() { SettleTime = TimeSpan.Zero };

    private readonly MemoryFiles _files = new();
    private readonly VirtualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reload_replaces_the_document_as_a_whole()
    {
        var file = await LoadAsync("a = 1, include \"b.conf\"");
        Golden.AssertSame("""{"a":1}""", file.Document.Root);

        _files["/etc/b.conf"] = "b = 2";
        var reload = await file.ReloadAsync(Token);
        Assert.Null(reload.Mistakes);
        Assert.Same(reload.Document, file.Document);
        Golden.AssertSame("""{"a":1,"b":2}""", file.Document.Root);
    }

    [Fact]
    public async Task A_mistake_leaves_the_document_as_it_is()
    {
        var file = await LoadAsync("a = 1");
        var before = file.Document;
        _files["/etc/a.conf"] = "a = !";
        var reload = await file.ReloadAsync(Token);
        Assert.Same(before, reload.Document);
        Assert.Same(before, file.Document);
        Assert.Equal("/etc/a.conf:1:5", Assert.Single(reload.Mistakes!.Errors).Origin.ToString());
        Assert.Same(reload.Mistakes, file.Mistakes);

        _files["/etc/a.conf"] = "a = 2";
        Assert.Null((await file.ReloadAsync(Token)).Mistakes);
        Assert.Null(file.Mistakes);
    }

    [Fact]
    public async Task An_absent_file_is_empty_only_if_it_is_optional()
    {
        var options = Golden.Bare with { Files = _files, Fallback = Golden.Parse("a = 1") };
        await Assert.ThrowsAsync<HoconException>(() => HoconFile.LoadAsync("/etc/absent.conf", options: options, cancellationToken: Token));
        var file = await HoconFile.LoadAsync("/etc/absent.conf", optional: true, options, Token);
        Golden.AssertSame("""{"a":1}""", file.Document.Root);

        _files["/etc/absent.conf"] = "b = ${a}";
        await file.ReloadAsync(Token);
        Golden.AssertSame("""{"a":1,"b":1}""", file.Document.Root);
    }

    [Fact]
    public async Task A_required_file_that_goes_away_is_a_mistake()
    {
        var file = await LoadAsync("a = 1");
        _files.Remove("/etc/a.conf");
        Assert.Equal("/etc/a.conf: the file does not exist", Assert.Single((await file.ReloadAsync(Token)).Mistakes!.Errors).ToString());
        Golden.AssertSame("""{"a":1}""", file.Document.Root);
    }

    [Fact]
    public async Task Fallback_and_overrides_surround_the_file()
    {
        _files["/etc/a.conf"] = "a = file, b = file, d = ${c} ${b}, e = ${a}";
        var options = Golden.Bare with { Files = _files, Fallback = Golden.Parse("b = reference, c = reference"), Overrides = Golden.Parse("a = \"command line\"") };
        var document = await HoconDocument.LoadAsync("/etc/a.conf", options, Token);
        Golden.AssertSame("""{"a":"command line","b":"file","c":"reference","d":"reference file","e":"command line"}""", document.Root);
    }

    [Fact]
    public async Task A_change_that_the_system_tells_of_is_told_of()
    {
        var file = await LoadAsync("a = 1");
        await using var reloads = Watch(file, AtOnce);
        var next = NextAsync(reloads);
        _files["/etc/a.conf"] = "a = 2";
        _files.Change();
        Assert.True(await next);
        Golden.AssertSame("""{"a":2}""", reloads.Current.Document.Root);
        Assert.Same(file.Document, reloads.Current.Document);
    }

    [Fact]
    public async Task A_change_that_nothing_tells_of_is_found_by_looking()
    {
        var files = new MemoryFiles { IsWatchable = false, ["/etc/a.conf"] = "a = 1" };
        var file = await HoconFile.LoadAsync("/etc/a.conf", options: Golden.Bare with { Files = files }, cancellationToken: Token);
        await using var reloads = Watch(file, AtOnce);
        var next = NextAsync(reloads);
        await _time.WaitForTimersAsync(1, Token);
        files["/etc/a.conf"] = "a = 2";
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await next);
        Golden.AssertSame("""{"a":2}""", file.Document.Root);
    }

    [Fact]
    public async Task Included_files_are_watched_too_and_mistakes_told_once()
    {
        var file = await LoadAsync("include \"b.conf\"");
        await using var reloads = Watch(file, AtOnce);
        var next = NextAsync(reloads);
        Assert.Equal(["/etc/a.conf", "/etc/b.conf"], _files.Watched?.Order(StringComparer.Ordinal));

        _files["/etc/b.conf"] = "b = !";
        _files.Change();
        Assert.True(await next);
        Assert.NotNull(reloads.Current.Mistakes);
        Golden.AssertSame("{}", reloads.Current.Document.Root);

        next = NextAsync(reloads);
        _files.Change();
        _files["/etc/b.conf"] = "b = 1";
        _files.Change();
        Assert.True(await next);
        Assert.Null(reloads.Current.Mistakes);
        Golden.AssertSame("""{"b":1}""", file.Document.Root);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_waited_for()
    {
        var file = await LoadAsync("a = 1");
        await using var reloads = Watch(file, new HoconWatchOptions { SettleTime = TimeSpan.FromSeconds(1), PollPeriod = TimeSpan.FromHours(1) });
        var next = NextAsync(reloads);
        _files["/etc/a.conf"] = "a = 2, b ";
        _files.Change();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Token);
        _files["/etc/a.conf"] = "a = 2, b = 3";
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Token);
        Golden.AssertSame("""{"a":1}""", file.Document.Root);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next);
        Assert.Null(reloads.Current.Mistakes);
        Golden.AssertSame("""{"a":2,"b":3}""", file.Document.Root);
    }

    [Fact]
    public async Task A_change_that_is_taken_back_is_none()
    {
        var file = await LoadAsync("a = 1");
        await using var reloads = Watch(file, new HoconWatchOptions { SettleTime = TimeSpan.FromSeconds(1), PollPeriod = TimeSpan.FromHours(1) });
        var next = NextAsync(reloads);
        _files["/etc/a.conf"] = "a = 2";
        _files.Change();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Token);
        _files["/etc/a.conf"] = "a = 1";
        _time.Advance(TimeSpan.FromSeconds(1));
        _files["/etc/a.conf"] = "a = 3";
        _files.Change();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next);
        Golden.AssertSame("""{"a":3}""", reloads.Current.Document.Root);
    }

    [Fact]
    public async Task The_token_ends_the_watching()
    {
        var file = await LoadAsync("a = 1");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var reloads = file.WatchAsync(AtOnce, _time, stopping.Token).GetAsyncEnumerator(Token);
        var next = NextAsync(reloads);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Null(_files.Watched);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task A_change_on_the_disk_is_noticed()
    {
        var directory = Directory.CreateTempSubdirectory("hocon");
        try
        {
            var path = Path.Combine(directory.FullName, "a.conf");
            await File.WriteAllTextAsync(path, "a = 1", Token);
            var file = await HoconFile.LoadAsync(path, cancellationToken: Token);
            // Time stands still: only the notice of the system can tell.
            await using var reloads = Watch(file, AtOnce);
            var next = NextAsync(reloads);
            await File.WriteAllTextAsync(path + ".new", "a = 2", Token);
            File.Move(path + ".new", path, overwrite: true);
            Assert.True(await next.WaitAsync(TimeSpan.FromMinutes(1), Token));
            Golden.AssertSame("""{"a":2}""", file.Document.Root);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_time_outside_its_range_is_a_wrong_argument()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconWatchOptions { PollPeriod = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconWatchOptions { SettleTime = TimeSpan.FromMinutes(1) });
    }

    private static Task<bool> NextAsync(IAsyncEnumerator<HoconReload> reloads) => reloads.MoveNextAsync().AsTask();

    private IAsyncEnumerator<HoconReload> Watch(HoconFile file, HoconWatchOptions options) => file.WatchAsync(options, _time, Token).GetAsyncEnumerator(Token);

    private Task<HoconFile> LoadAsync(string text)
    {
        _files["/etc/a.conf"] = text;
        return HoconFile.LoadAsync("/etc/a.conf", options: Golden.Bare with { Files = _files }, cancellationToken: Token);
    }
}
