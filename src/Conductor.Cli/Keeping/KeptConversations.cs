using Conductor.Core.Embedded;
using Conductor.Core.Ports;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Keeping;

/// <summary>The conversations of a conductor that does not run: opened for one command.</summary>
internal static class KeptConversations
{
    /// <summary>Opens them where the configuration says they are.</summary>
    /// <exception cref="CliException">They cannot be opened (a conductor that runs has them), or are not kept at all.</exception>
    public static async Task<EmbeddedPorts> OpenAsync(string? config, IReadOnlyList<string> set, CancellationToken cancellationToken)
    {
        var settings = await SettingsSource.ReadAsync(new SettingsRequest { File = config, Set = set }, cancellationToken);
        if (settings.Journal.Directory is null)
            throw new CliException("Conversations are not kept beyond the process (journal.enabled = off), so there are none.");
        try
        {
            return await EmbeddedPorts.OpenAsync(settings.Journal with { RetainFor = null, RetainBytes = null }, TimeProvider.System, new ErrorsOnly());
        }
        catch (ConversationStoreException cause)
        {
            throw new CliException(cause.Message);
        }
    }
}
