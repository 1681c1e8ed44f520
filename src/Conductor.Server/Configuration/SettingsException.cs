namespace Conductor.Server.Configuration;

/// <summary>The configuration has mistakes. Nothing was started.</summary>
/// <param name="mistakes">Each mistake, in a sentence that names the key and where it stands.</param>
public sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>Each mistake.</summary>
    public IReadOnlyList<string> Mistakes => mistakes;
}
