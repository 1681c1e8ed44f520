using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Answers;

/// <summary>Where the conductor is that a command is about: what the command line says, else the environment, else the configuration file.</summary>
internal static class ConductorAddress
{
    /// <summary>Its URL.</summary>
    /// <param name="http">What was said on the command line; null for nothing.</param>
    /// <param name="config">The configuration file; null for the usual one, if there is one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">What was said is no address.</exception>
    /// <exception cref="SettingsException">The file that was named has mistakes.</exception>
    public static async Task<Uri> FindAsync(string? http, string? config, CancellationToken cancellationToken)
    {
        if ((http ?? Environment.GetEnvironmentVariable("CONDUCTOR_HTTP")) is { Length: > 0 } said)
            return FrontDoor.TryParse(said, out var endpoint, out var problem) ? FrontDoor.UrlOf(endpoint) : throw new CliException(problem, ExitCode.Usage);
        try
        {
            return FrontDoor.UrlOf((await SettingsSource.ReadAsync(new SettingsRequest { File = config, Warn = _ => { } }, cancellationToken)).HttpEndpoint);
        }
        catch (SettingsException) when (config is null)
        {
            // One that runs with the file as it was before is looked at because of these mistakes, as likely as not.
            var usual = FrontDoor.UrlOf(new ConductorSettings().HttpEndpoint);
            await Complaint.SayAsync($"The configuration has mistakes (conductor config check); looking at {usual}.");
            return usual;
        }
    }
}
