namespace Conductor.Server.Identity;

/// <summary>Whether callers need a key.</summary>
public enum KeyDemand
{
    /// <summary>Only where others than this machine can reach a front door.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never: whoever reaches a front door may use it.</summary>
    Off,
}

/// <summary>Who may use a conductor.</summary>
public sealed record KeyOptions
{
    /// <summary>Whether callers need a key.</summary>
    /// <value>Default <see cref="KeyDemand.Auto"/>.</value>
    public KeyDemand Required { get; init; }

    /// <summary>The file with the keys' hashes; it is read again when it changes.</summary>
    /// <value>Default empty: the usual place of this user, see <see cref="Configuration.DataPlaces.Keys"/>.</value>
    public string File { get; init; } = "";

    /// <summary>Reads <c>auto</c>, <c>on</c> or <c>off</c>.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(string text, out KeyDemand demand)
    {
        demand = text.Trim().ToLowerInvariant() switch { "on" or "true" => KeyDemand.On, "off" or "false" => KeyDemand.Off, _ => KeyDemand.Auto };
        return demand != KeyDemand.Auto || text.Trim().Equals("auto", StringComparison.OrdinalIgnoreCase);
    }
}
