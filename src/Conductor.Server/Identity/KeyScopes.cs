namespace Conductor.Server.Identity;

/// <summary>What the holder of a key may do.</summary>
[Flags]
public enum KeyScopes
{
    /// <summary>Nothing that needs a key.</summary>
    None = 0,

    /// <summary>Ask models, and look at lists and status.</summary>
    Chat = 1,

    /// <summary>Pull, create, copy and delete models, and whatever else changes the fleet. All of <see cref="Chat"/> comes with it.</summary>
    Admin = 2,
}

/// <summary>How scopes are written, and what they include.</summary>
public static class KeyScopesText
{
    /// <summary>Whether these scopes allow what needs another.</summary>
    public static bool Allow(this KeyScopes scopes, KeyScopes needed) =>
        needed == KeyScopes.None || scopes.HasFlag(KeyScopes.Admin) || (scopes & needed) == needed;

    /// <summary>The scopes as people write them: <c>chat,admin</c>.</summary>
    public static string Write(this KeyScopes scopes) => string.Join(',', Names(scopes));

    /// <summary>Each scope by its name.</summary>
    public static IEnumerable<string> Names(this KeyScopes scopes)
    {
        if (scopes.HasFlag(KeyScopes.Chat))
            yield return "chat";
        if (scopes.HasFlag(KeyScopes.Admin))
            yield return "admin";
    }

    /// <summary>Reads <c>chat</c>, <c>admin</c>, or both with a comma between them.</summary>
    /// <returns>False for any other word, and for none.</returns>
    public static bool TryParse(string text, out KeyScopes scopes)
    {
        scopes = KeyScopes.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var scope = word.ToLowerInvariant() switch { "chat" => KeyScopes.Chat, "admin" => KeyScopes.Admin, _ => KeyScopes.None };
            if (scope == KeyScopes.None)
                return false;
            scopes |= scope;
        }
        return scopes != KeyScopes.None;
    }
}
