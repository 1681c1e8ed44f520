using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http;

/// <summary>Serves a request whose path has a part that differs.</summary>
internal delegate Task PathHandler(HttpContext context, string path);

/// <summary>One path, the methods that it takes, and who serves it.</summary>
/// <param name="Path">The path, without a slash at its end; with one, it stands for all that begin so.</param>
/// <param name="Methods">The methods.</param>
/// <param name="Handler">Who serves it.</param>
internal sealed record Route(string Path, string[] Methods, PathHandler Handler)
{
    /// <summary>The methods as a header names them.</summary>
    public string Allow { get; } = string.Join(", ", Methods);

    /// <summary>What a caller must be allowed to do, where callers need keys.</summary>
    public KeyScopes Needs { get; init; } = KeyScopes.Chat;

    /// <summary>A route that is read; HEAD comes with it.</summary>
    public static Route Get(string path, RequestDelegate handler) => new(path, ["GET", "HEAD"], (context, _) => handler(context));

    /// <summary>A route that is read, with a part that differs.</summary>
    public static Route Get(string path, PathHandler handler) => new(path, ["GET", "HEAD"], handler);

    /// <summary>A route that is read, and nothing else.</summary>
    public static Route Read(string path, RequestDelegate handler) => new(path, ["GET"], (context, _) => handler(context));

    /// <inheritdoc cref="Read(string, RequestDelegate)"/>
    public static Route Read(string path, PathHandler handler) => new(path, ["GET"], handler);

    /// <summary>A route that is posted to.</summary>
    public static Route Post(string path, RequestDelegate handler) => new(path, ["POST"], (context, _) => handler(context));

    /// <summary>A route that changes what hosts have.</summary>
    public static Route Change(string path, string method, RequestDelegate handler) => new(path, [method], (context, _) => handler(context)) { Needs = KeyScopes.Admin };

    /// <summary>Whether it takes a method.</summary>
    public bool Takes(string method) => Array.IndexOf(Methods, method) >= 0;
}
