using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http;

/// <summary>Whose request it is.</summary>
internal static class Caller
{
    /// <summary>A name for fairness and accounts: the address at the other end.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";
}
