using Microsoft.Extensions.Configuration;

namespace Conductor.Hocon.Configuration;

/// <summary>A <see cref="HoconFile"/>, which is read already, as a source of Microsoft's configuration.</summary>
public sealed class HoconConfigurationSource : IConfigurationSource
{
    /// <summary>The file.</summary>
    public required HoconFile File { get; init; }

    /// <summary>Whether changes of the file are followed.</summary>
    /// <value>Default false.</value>
    public bool ReloadOnChange { get; init; }

    /// <summary>How changes are noticed.</summary>
    public HoconWatchOptions Watch { get; init; } = HoconWatchOptions.Default;

    /// <summary>The clock of the watching.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Called after each change of the files, with the new document or the mistakes, on any thread; null for nobody. It must not throw.</summary>
    public Action<HoconReload>? OnReload { get; init; }

    /// <inheritdoc/>
    /// <exception cref="HoconException">The file has an array at its root.</exception>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(this);
}
