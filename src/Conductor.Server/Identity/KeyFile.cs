using System.Text.Json;

namespace Conductor.Server.Identity;

/// <summary>
/// The keys of one conductor in their file. It holds hashes, so whoever reads it cannot act as a holder. Safe for concurrent callers,
/// also in other processes.
/// </summary>
public sealed class KeyFile(string path, TimeProvider time)
{
    private const int MostKeys = 1000;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The keys; none when there is no file.</summary>
    /// <exception cref="KeyFileException">The file cannot be read or trusted.</exception>
    public async Task<KeyRing> ReadAsync(CancellationToken cancellationToken)
    {
        if (await PrivateFile.ReadAsync(Path, cancellationToken) is not { } bytes)
            return KeyRing.Empty;
        try
        {
            return KeyFileForm.Read(bytes);
        }
        catch (Exception cause) when (cause is JsonException or FormatException)
        {
            throw new KeyFileException($"{Path} is no file of keys: {cause.Message.TrimEnd('.')}. Name the right one (keys.file), or remove it and make the keys anew.", cause);
        }
    }

    /// <summary>Makes a key.</summary>
    /// <returns>Its secret, which is kept nowhere else.</returns>
    /// <exception cref="KeyFileException">The name is taken or is none, there are too many, or the file cannot be changed.</exception>
    public Task<string> AddAsync(string name, KeyScopes scopes, CancellationToken cancellationToken) => ChangeAsync(
        (ring, secret) =>
        {
            if (!ApiKey.IsName(name))
                throw new KeyFileException($"'{name}' is no name for a key. Take a letter, then letters, digits, dots, dashes or underscores, 64 at most, and not 'local'.");
            if (ring.Named(name) is not null)
                throw new KeyFileException($"There is a key '{name}' already. Give it a new secret (conductor token rotate {name}), or choose another name.");
            if (ring.Keys.Count >= MostKeys)
                throw new KeyFileException($"There are {MostKeys} keys, which is the most. Remove one first: conductor token remove NAME");
            return ring.With(new ApiKey(name, scopes, KeySecret.Hash(secret), time.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>Gives a key a new secret.</summary>
    /// <param name="name">The key.</param>
    /// <param name="grace">How long the old secret is still taken. Zero: not any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new secret.</returns>
    /// <exception cref="KeyFileException">There is no such key, or the file cannot be changed.</exception>
    public Task<string> RotateAsync(string name, TimeSpan grace, CancellationToken cancellationToken) => ChangeAsync(
        (ring, secret) =>
        {
            var (key, now) = (Named(ring, name), time.GetUtcNow());
            return ring.With(key with { Hash = KeySecret.Hash(secret), CreatedAt = now, FormerHash = grace > TimeSpan.Zero ? key.Hash : default, FormerUntil = now + grace });
        },
        cancellationToken);

    /// <summary>Removes a key. A conductor that runs takes it for a second longer at most.</summary>
    /// <exception cref="KeyFileException">There is no such key, or the file cannot be changed.</exception>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => ChangeAsync((ring, _) => ring.Without(Named(ring, name).Name), cancellationToken);

    private async Task<string> ChangeAsync(Func<KeyRing, string, KeyRing> change, CancellationToken cancellationToken)
    {
        PrivateFile.MakeDirectory(Path);
        await using var alone = await LockAsync(cancellationToken);
        var secret = KeySecret.Create();
        var ring = change(await ReadAsync(cancellationToken), secret);
        await PrivateFile.ReplaceAsync(Path, KeyFileForm.Write(ring), cancellationToken);
        return secret;
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return PrivateFile.Lock(Path);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                if (cause is UnauthorizedAccessException || time.GetElapsedTime(begun) > LockPatience)
                    throw new KeyFileException($"The keys in {Path} cannot be changed now: {cause.Message.TrimEnd('.')}. Try again once nobody else changes them.", cause);
            }
            await Task.Delay(LockPause, time, cancellationToken);
        }
    }

    private ApiKey Named(KeyRing ring, string name) =>
        ring.Named(name) ?? throw new KeyFileException($"There is no key '{name}' in {Path}. See which there are: conductor token list");
}
