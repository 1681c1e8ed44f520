using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Conductor.Hocon.Configuration;

/// <summary>A <see cref="HoconFile"/> as a provider of Microsoft's configuration.</summary>
/// <remarks>
/// <para>
/// Keys are listed as they are written and found whatever their case and hyphens: the binder asks for FirstTokenTimeout and gets
/// "first-token-timeout", while the names in a map, such as "gpu-1", come out as the operator wrote them. If several keys fit, the one
/// that is written exactly so is found. Keys with a colon: see <see cref="ConfigurationKey"/>.
/// </para>
/// <para>
/// Nothing is read in <see cref="Load"/>: the file was read before the provider was made, and with reloading it is read in the background.
/// A file with mistakes changes nothing; see <see cref="HoconFile.Mistakes"/>. Safe for concurrent callers.
/// </para>
/// </remarks>
public sealed class HoconConfigurationProvider : IConfigurationProvider, IDisposable
{
    private readonly HoconConfigurationSource _source;
    private readonly CancellationTokenSource _stopping = new();
    private volatile HoconDocument _document;
    private volatile ConfigurationView _view;
    private volatile ConfigurationReloadToken _reloadToken = new();
    private int _isWatching;

    internal HoconConfigurationProvider(HoconConfigurationSource source)
    {
        _source = source;
        Show(source.File.Document);
    }

    /// <summary>The file.</summary>
    public HoconFile File => _source.File;

    /// <inheritdoc/>
    public bool TryGet(string key, out string? value)
    {
        value = null;
        return _view.TryFind(key, out var found) && found.TryGetText(out value);
    }

    /// <summary>Finds the value behind a key of configuration, with its type and origin.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out HoconValue value)
    {
        value = _view.TryFind(key, out var found) ? found.Value : null;
        return value is not null;
    }

    /// <summary>Does nothing: a file is changed in the file.</summary>
    public void Set(string key, string? value)
    {
        // Configuration sets a value in all of its providers, so this one must not refuse.
    }

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => _reloadToken;

    /// <summary>Shows the file's newest document and, if changes are to be followed, starts to.</summary>
    public void Load()
    {
        if (_document != File.Document) Show(File.Document);
        if (_source.ReloadOnChange && Interlocked.Exchange(ref _isWatching, 1) == 0) _ = WatchAsync();
    }

    /// <inheritdoc/>
    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var keys = _view.TryFind(parentPath, out var parent) ? parent.Keys.Concat(earlierKeys).ToList() : earlierKeys.ToList();
        keys.Sort(ConfigurationKeyComparer.Instance);
        return keys;
    }

    /// <summary>Ends the following of changes.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>The provider's kind and file.</summary>
    public override string ToString() => $"{nameof(HoconConfigurationProvider)} for '{File.Path}'";

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var reload in File.WatchAsync(_source.Watch, _source.TimeProvider, _stopping.Token).ConfigureAwait(false))
            {
                if (reload.Mistakes is null) Replace(reload.Document);
                _source.OnReload?.Invoke(reload);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed of: nobody looks any more.
        }
    }

    private void Replace(HoconDocument document)
    {
        Show(document);
        Interlocked.Exchange(ref _reloadToken, new ConfigurationReloadToken()).OnReload();
    }

    [MemberNotNull(nameof(_document), nameof(_view))]
    private void Show(HoconDocument document) => (_document, _view) = (document, new ConfigurationView(document.Object));
}
