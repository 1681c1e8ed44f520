using System.Runtime.CompilerServices;
using Conductor.Hocon.Including;

namespace Conductor.Hocon;

/// <summary>A configuration file, with all that it includes, that can be read again while the program runs.</summary>
/// <remarks>
/// A reading replaces the document as a whole or, if there is any mistake, not at all. Safe for concurrent callers: of two readings at the
/// same time the one that began last holds.
/// </remarks>
public sealed class HoconFile
{
    private readonly HoconOptions _options;
    private readonly bool _isOptional;

    // Protects the order of readings: callers are any threads, and there is no actor to ask.
    private readonly Lock _gate = new();
    private long _lastBegun;
    private long _lastApplied;
    private volatile LoadedDocument _newest;
    private volatile HoconDocument _document;

    private HoconFile(string path, bool isOptional, HoconOptions options, LoadedDocument first) =>
        (Path, _isOptional, _options, _newest, _document) = (path, isOptional, options, first, first.Document!);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The newest document without mistakes. If the file is optional and absent, as if it were empty.</summary>
    public HoconDocument Document => _document;

    /// <summary>The file as it was last read is not there, or there is nothing in it but white space and comments: perhaps it is just being written.</summary>
    public bool IsBlank => _newest.IsBlank;

    /// <summary>Why the files as they were last read are not used; null if they are.</summary>
    public HoconException? Mistakes => _newest.Mistakes;

    /// <summary>Reads a file for the first time.</summary>
    /// <param name="path">The file; relative to the current directory.</param>
    /// <param name="optional">The file need not exist.</param>
    /// <param name="options">How to read it, now and later; <see cref="HoconOptions.Default"/> if null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HoconException">The file does not exist and is not optional, cannot be read, or has mistakes.</exception>
    public static async Task<HoconFile> LoadAsync(
        string path, bool optional = false, HoconOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= HoconOptions.Default;
        var full = System.IO.Path.GetFullPath(path);
        var first = await LoadedDocument.ReadAsync(full, optional, options, cancellationToken).ConfigureAwait(false);
        return first.Mistakes is null ? new HoconFile(full, optional, options, first) : throw first.Mistakes;
    }

    /// <summary>Reads the files now. A mistake is told, not thrown, and leaves the document as it is.</summary>
    public async Task<HoconReload> ReloadAsync(CancellationToken cancellationToken = default)
    {
        var reading = await ReadAsync(cancellationToken).ConfigureAwait(false);
        Apply(reading);
        return new HoconReload(_document, reading.Loaded.Mistakes);
    }

    /// <summary>Reads the files again whenever they change, and tells what that came to, until the token ends it.</summary>
    /// <param name="watch">How to notice changes; <see cref="HoconWatchOptions.Default"/> if null.</param>
    /// <param name="timeProvider">The clock; that of the system if null.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <returns>One item for each change; a mistake is told once. <see cref="Document"/> is replaced before it is told of.</returns>
    /// <exception cref="OperationCanceledException">The token has ended the watching.</exception>
    public async IAsyncEnumerable<HoconReload> WatchAsync(
        HoconWatchOptions? watch = null, TimeProvider? timeProvider = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        watch ??= HoconWatchOptions.Default;
        timeProvider ??= TimeProvider.System;
        using var bell = new ChangeBell(_options.Files, watch.PollPeriod, timeProvider);
        var told = _newest.Fingerprint;
        while (true)
        {
            bell.Watch(_newest.Paths);
            await bell.WaitAsync(cancellationToken).ConfigureAwait(false);
            var reading = await ReadAsync(cancellationToken).ConfigureAwait(false);
            // Whoever writes may be half-way: a change counts when two readings in a row find the same.
            for (var before = told; reading.Loaded.Fingerprint != before && reading.Loaded.Fingerprint != told;)
            {
                before = reading.Loaded.Fingerprint;
                await Task.Delay(watch.SettleTime, timeProvider, cancellationToken).ConfigureAwait(false);
                reading = await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            if (reading.Loaded.Fingerprint == told) continue;
            told = reading.Loaded.Fingerprint;
            Apply(reading);
            yield return new HoconReload(_document, reading.Loaded.Mistakes);
        }
    }

    private async Task<(long Begun, LoadedDocument Loaded)> ReadAsync(CancellationToken cancellationToken)
    {
        var begun = Interlocked.Increment(ref _lastBegun);
        return (begun, await LoadedDocument.ReadAsync(Path, _isOptional, _options, cancellationToken).ConfigureAwait(false));
    }

    private void Apply((long Begun, LoadedDocument Loaded) reading)
    {
        lock (_gate)
        {
            if (reading.Begun < _lastApplied) return;
            (_lastApplied, _newest) = (reading.Begun, reading.Loaded);
            if (reading.Loaded.Document is not null) _document = reading.Loaded.Document;
        }
    }
}
