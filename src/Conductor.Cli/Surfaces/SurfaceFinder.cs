using Conductor.Cli.Answers;
using Conductor.Client;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Surfaces;

/// <summary>What a person said about which conductor to connect to.</summary>
internal sealed record SurfaceRequest(string? Address, string? Token, string? Config, string? Http, string[] Set);

/// <summary>Connects to the conductor that a person means: the address that was named, else the unix socket of this user's conductor.</summary>
internal static class SurfaceFinder
{
    private const string AddressVariable = "CONDUCTOR_CONNECT";

    /// <summary>Connects; null when no address was named and no conductor runs here that speaks the protocol.</summary>
    /// <exception cref="CliException">The address that was named cannot be had.</exception>
    public static async Task<ConductorClient?> FindAsync(SurfaceRequest request, SurfaceCapabilities capabilities, CancellationToken cancellationToken)
    {
        var options = Options(capabilities) with { Token = request.Token ?? CallerKey.Current };
        if ((request.Address ?? Environment.GetEnvironmentVariable(AddressVariable)) is { Length: > 0 } address)
            return await NamedAsync(address, options, cancellationToken);
        var settings = await SettingsSource.ReadAsync(
            new SettingsRequest { File = request.Config, Http = request.Http, Set = request.Set, Warn = _ => { } }, cancellationToken);
        if (settings.SocketPath.Length == 0 || !File.Exists(settings.SocketPath))
            return null;
        try
        {
            return await ConductorClient.ConnectAsync($"unix:{settings.SocketPath}", options, cancellationToken);
        }
        catch (ConductorException failure) when (failure.Code is ErrorCode.Unavailable or ErrorCode.VersionUnsupported)
        {
            // A socket that a conductor left behind, or one too old for this.
            return null;
        }
        catch (ConductorException refusal)
        {
            throw Told(refusal);
        }
    }

    private static CliException Told(ConductorException refusal) => new(
        $"{refusal.Message} {WayOut(refusal)}", refusal.Code is ErrorCode.Unauthenticated or ErrorCode.Forbidden or ErrorCode.PeerRefused ? ExitCode.Refused : ExitCode.Failed);

    /// <summary>What to do about a refusal, in the words of this command.</summary>
    public static string WayOut(ConductorException refusal) => refusal.Code == ErrorCode.Unauthenticated
        ? $"Make a key (conductor token add NAME) and set {CallerKey.Variable} to it."
        : refusal.WayOut;

    /// <summary>What a terminal says of itself.</summary>
    public static ConductorClientOptions Options(SurfaceCapabilities capabilities) => new()
    {
        Surface = SurfaceType.Of(SurfaceKind.Tui),
        Capabilities = capabilities,
        Program = $"conductor {typeof(SurfaceFinder).Assembly.GetName().Version?.ToString(3)}",
    };

    private static async Task<ConductorClient> NamedAsync(string address, ConductorClientOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ConductorClient.ConnectAsync(address, options, cancellationToken);
        }
        catch (ArgumentException mistake)
        {
            throw new CliException(mistake.Message.Split(" (Parameter", 2)[0], ExitCode.Usage);
        }
        catch (ConductorException refusal)
        {
            throw refusal.Code == ErrorCode.Unavailable ? new CliException(refusal.Message) : Told(refusal);
        }
    }
}
