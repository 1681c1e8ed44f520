using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http;

/// <summary>Whose request it is.</summary>
internal static class Caller
{
    private const string Bearer = "Bearer ";

    /// <summary>A name for fairness and accounts: that of the key, else the address at the other end.</summary>
    public static string Of(HttpContext context) => context.Features.Get<Visitor>()?.Name ?? PeerOf(context);

    /// <summary>Notes who it is.</summary>
    public static void Note(HttpContext context, Visitor visitor) => context.Features.Set(visitor);

    /// <summary>The address at the other end.</summary>
    public static string PeerOf(HttpContext context) => (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress)?.ToString() ?? "local";

    /// <summary>The key that comes with the request; null for none.</summary>
    public static string? KeyOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }
}
