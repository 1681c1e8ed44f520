using Conductor.Cli.Logging;
using Conductor.Server.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Conductor.Cli.Tests.Logging;

public sealed class DaemonLogTests
{
    // The server asks for this one: where it is on, every request costs a span and a scope.
    private const string EveryRequest = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Fact]
    public async Task The_server_makes_no_span_of_its_own_for_each_request()
    {
        await using var log = new DaemonLog(new LogSettings(), verbose: true);
        Assert.False(IsOn(log, EveryRequest, LogEventLevel.Fatal));
        Assert.True(IsOn(log, "Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Warning));
    }

    [Theory]
    [InlineData("Microsoft")]
    [InlineData("Microsoft.AspNetCore.Hosting")]
    [InlineData(EveryRequest)]
    public async Task Who_wants_to_see_each_request_can(string area)
    {
        await using var log = new DaemonLog(new LogSettings { Levels = new Dictionary<string, string> { [area] = "information" } }, verbose: false);
        Assert.True(IsOn(log, EveryRequest, LogEventLevel.Information));
    }

    private static bool IsOn(DaemonLog log, string area, LogEventLevel level) =>
        log.Logger.ForContext(Constants.SourceContextPropertyName, area).IsEnabled(level);
}
