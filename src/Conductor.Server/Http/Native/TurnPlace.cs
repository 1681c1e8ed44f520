using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>From where on a request wants a turn.</summary>
/// <param name="After">The number of the last entry that the reader has; 0 for none.</param>
/// <param name="Attempt">The attempt that it has it of.</param>
/// <param name="Conversation">Where to look when the entries themselves are gone; nil for the main one.</param>
internal readonly record struct TurnPlace(ulong After, uint Attempt, Guid Conversation)
{
    /// <summary>Reads <c>?after=</c>, <c>?attempt=</c> and <c>?conversation=</c>; a <c>Last-Event-ID</c>, which a browser sends when it comes again, goes before them.</summary>
    /// <returns>Null when one of them is not what it must be.</returns>
    public static TurnPlace? Read(HttpRequest request)
    {
        var query = request.Query;
        if (!Number(query["after"], 0, out var after) || !Number(query["attempt"], 1, out var attempt) || attempt > uint.MaxValue)
            return null;
        var conversation = Guid.Empty;
        if (query["conversation"].ToString() is { Length: > 0 } named && !Guid.TryParse(named, out conversation))
            return null;
        var last = request.Headers["Last-Event-ID"].ToString();
        if (last.Length == 0)
            return new TurnPlace(after, (uint)attempt, conversation);
        return last.Split('.') is [var first, var second] && Number(first, 1, out attempt) && attempt <= uint.MaxValue && Number(second, 0, out after)
            ? new TurnPlace(after, (uint)attempt, conversation)
            : null;
    }

    private static bool Number(string? text, ulong otherwise, out ulong number)
    {
        number = otherwise;
        return string.IsNullOrEmpty(text) || (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1UL << 53);
    }
}
