using System.Globalization;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Surfaces;

/// <summary>How a conversation is shown in a list.</summary>
internal static class ConversationLines
{
    public static string Title(ConversationSummary one) => one.Title is { Length: > 0 } title ? (title.Length > 40 ? title[..39] + "…" : title) : "(nothing said yet)";

    /// <summary>When something last happened in it, in the local time of whoever looks.</summary>
    public static string When(ConversationSummary one) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(one.UpdatedAt, 253_402_300_799_999UL))
        .ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
