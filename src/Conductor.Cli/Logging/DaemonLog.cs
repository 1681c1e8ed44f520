using Conductor.Core;
using Conductor.Server.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Conductor.Cli.Logging;

/// <summary>The log of the daemon: readable on standard error, JSON in a file that rolls. Both are written beside the work, never in it.</summary>
internal sealed class DaemonLog : IAsyncDisposable
{
    private const LogEventLevel Off = LogEventLevel.Fatal + 1;

    // With this one on, and be it for the worst alone, the server makes a span and a scope for every request, which then travel with every step of it.
    private const string EveryRequest = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private readonly BackgroundSink _sink;

    public DaemonLog(LogSettings settings, bool verbose)
    {
        var inner = new LoggerConfiguration().MinimumLevel.Verbose()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", standardErrorFromLevel: LogEventLevel.Verbose);
        if (settings.File is { } file)
            inner.WriteTo.File(
                new JsonFormatter(renderMessage: true), Path.GetFullPath(file), rollingInterval: RollingInterval.Day, fileSizeLimitBytes: settings.FileSize,
                rollOnFileSizeLimit: true, retainedFileCountLimit: settings.FileCount);
        _sink = new BackgroundSink(inner.CreateLogger());
        var levels = new LoggerConfiguration()
            .MinimumLevel.Is(verbose && Level(settings.Level) > LogEventLevel.Debug ? LogEventLevel.Debug : Level(settings.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            // Messages whose receiver has gone are no news to an operator: it is how everything that is stopped ends.
            .MinimumLevel.Override(ActorEngine.LogArea, verbose ? LogEventLevel.Debug : LogEventLevel.Warning)
            // A start that fails is told in one sentence, by us.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting", LogEventLevel.Fatal);
        if (!settings.Levels.Any(one => EveryRequest.StartsWith(one.Key, StringComparison.Ordinal)))
            levels.MinimumLevel.Override(EveryRequest, Off);
        foreach (var (area, level) in settings.Levels)
            levels.MinimumLevel.Override(area, Level(level));
        Logger = levels.WriteTo.Sink(_sink).CreateLogger();
    }

    /// <summary>Takes events.</summary>
    public Logger Logger { get; }

    /// <summary>Writes what is left.</summary>
    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private static LogEventLevel Level(string name) => name switch
    {
        "trace" => LogEventLevel.Verbose,
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        "off" => Off,
        _ => LogEventLevel.Information,
    };
}
