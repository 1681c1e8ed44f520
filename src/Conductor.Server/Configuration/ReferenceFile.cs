using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>The file <c>hocon/reference.conf</c> as this program carries it: every key with its default.</summary>
public static class ReferenceFile
{
    private const string Name = "reference.conf";

    /// <summary>Its text, comments and all.</summary>
    public static async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(ReferenceFile).Assembly.GetManifestResourceStream(Name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Its values. The start of a conductor does without: it has the same defaults in its code.</summary>
    public static async Task<HoconObject> ReadAsync(CancellationToken cancellationToken) =>
        (await HoconDocument.ParseAsync(await TextAsync(cancellationToken), Name, cancellationToken: cancellationToken)).Object;
}
