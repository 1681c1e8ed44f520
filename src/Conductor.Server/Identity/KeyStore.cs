using Microsoft.Extensions.Logging;

namespace Conductor.Server.Identity;

/// <summary>
/// The keys as they are now. The file is looked at when somebody shows a key, at most once a second, so that nothing runs while nobody
/// asks, and a key that was removed is refused a second later. Safe for concurrent callers.
/// </summary>
internal sealed class KeyStore(KeyFile file, TimeProvider time, ILogger<KeyStore> logger)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    // Written by whoever holds _reading, which keeps a crowd from reading the same file at once; the others see the state before.
    private volatile KeyRing _ring = KeyRing.Empty;
    private (DateTime, bool) _stamp;
    private long _checkedAt;
    private int _reading;
    private bool _isBroken;
    private volatile bool _hasLooked;

    /// <summary>The key that a secret belongs to; null for none.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (!_hasLooked || time.GetElapsedTime(Volatile.Read(ref _checkedAt)) >= MaxAge)
            await LookAsync(cancellationToken);
        return _ring.Find(secret, time.GetUtcNow());
    }

    /// <summary>Reads the keys for the first time.</summary>
    /// <exception cref="KeyFileException">They cannot be read or trusted.</exception>
    public async Task<KeyRing> OpenAsync(CancellationToken cancellationToken)
    {
        var stamp = Stamp();
        var ring = await file.ReadAsync(cancellationToken);
        (_ring, _stamp, _hasLooked) = (ring, stamp, true);
        Volatile.Write(ref _checkedAt, time.GetTimestamp());
        return ring;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            return;
        try
        {
            var stamp = Stamp();
            if (!_hasLooked || stamp != _stamp)
            {
                _ring = await file.ReadAsync(cancellationToken);
                logger.KeysRead(_ring.Keys.Count, file.Path);
            }
            (_stamp, _isBroken, _hasLooked) = (stamp, false, true);
            Volatile.Write(ref _checkedAt, time.GetTimestamp());
        }
        catch (KeyFileException cause)
        {
            // Those who had a key before keep it: a slip in the file must not lock everybody out.
            if (!_isBroken)
                logger.KeysUnreadable(cause.Message);
            _isBroken = true;
            Volatile.Write(ref _checkedAt, time.GetTimestamp());
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private (DateTime, bool) Stamp() => (File.GetLastWriteTimeUtc(file.Path), File.Exists(file.Path));
}
