using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Extensions.Primitives;

namespace Conductor.Server.Surfaces;

/// <summary>
/// What is agreed on about the compression of a WebSocket (RFC 7692). Neither side keeps what it has seen from message to message: that
/// would cost every connection some 300 KiB for as long as it is open.
/// </summary>
/// <remarks>Compressing secrets together with what an attacker chooses gives them away by their length. Nothing secret comes from here: tokens only go to the conductor.</remarks>
internal sealed record DeflateOffer(WebSocketDeflateOptions Options, string Answer)
{
    private const string Extension = "permessage-deflate";
    private const string Agreed = Extension + "; server_no_context_takeover; client_no_context_takeover";

    /// <summary>The first offer that we can keep.</summary>
    /// <param name="header">All that the surface offers.</param>
    /// <returns>Null where there is none: then nothing is compressed.</returns>
    public static DeflateOffer? Choose(StringValues header) =>
        header.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).Select(Read).FirstOrDefault(offer => offer is not null);

    private static DeflateOffer? Read(string offer)
    {
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(Extension, StringComparison.OrdinalIgnoreCase))
            return null;
        var options = new WebSocketDeflateOptions { ServerContextTakeover = false, ClientContextTakeover = false };
        var answer = Agreed;
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts[1..])
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim().Trim('"')) : (part, "");
            if (!known.Add(name))
                return null;
            switch (name.ToLowerInvariant())
            {
                case "server_no_context_takeover" or "client_no_context_takeover" when value.Length == 0:
                    break;
                case "client_max_window_bits" when value.Length == 0 || Bits(value) is not null:
                    break;
                // A window of 256 bytes (8) is one that zlib cannot make.
                case "server_max_window_bits" when Bits(value) is { } bits and >= 9:
                    options.ServerMaxWindowBits = bits;
                    answer += string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={bits}");
                    break;
                default:
                    return null;
            }
        }
        return new DeflateOffer(options, answer);
    }

    private static int? Bits(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 8 and <= 15 ? bits : null;
}
