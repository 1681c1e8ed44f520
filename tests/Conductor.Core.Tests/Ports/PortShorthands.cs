using Conductor.Conformance;
using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Ports;

/// <summary>What tests do with ports again and again, in few words.</summary>
internal static class PortShorthands
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<List<StoredEvent>> AllAsync(this IConversationLog log, Guid conversation) => log.AllAsync(conversation, 0, Token);

    public static async Task<Claim.Granted> GrantedAsync(this IConversationDirectory directory, Guid conversation) =>
        Assert.IsType<Claim.Granted>(await directory.ClaimAsync(conversation, Token));

    public static Task<Guid> BegunAsync(this ConversationPorts ports, string title, int minute = 0, params string[] words) => ports.BeginAsync(title, minute, words, Token);
}
