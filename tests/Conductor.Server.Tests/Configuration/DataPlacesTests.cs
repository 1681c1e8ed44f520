using Conductor.Server.Configuration;

namespace Conductor.Server.Tests.Configuration;

public sealed class DataPlacesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_HOME_nothing_lies_where_the_program_was_started(string? home)
    {
        string? Environment(string name) => name == "HOME" ? home : null;

        var real = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);

        Assert.Equal(Path.Combine(real, ".local", "share", "conductor", "journal"), DataPlaces.Journal(Environment));
        Assert.Equal(Path.Combine(real, ".local", "share", "conductor", "keys", "keys.json"), DataPlaces.Keys(Environment));
        Assert.Equal(Path.Combine(real, ".config", "conductor", "conductor.conf"), DataPlaces.ConfigurationFile(Environment));
    }

    [Fact]
    public void What_the_environment_names_comes_first()
    {
        static string? Environment(string name) => name switch { "HOME" => "/home/anna", "XDG_CONFIG_HOME" => "/etc/xdg", "STATE_DIRECTORY" => "/var/lib/conductor:/other", _ => null };

        Assert.Equal("/var/lib/conductor/journal", DataPlaces.Journal(Environment));
        Assert.Equal("/var/lib/conductor/keys/keys.json", DataPlaces.Keys(Environment));
        Assert.Equal("/etc/xdg/conductor/conductor.conf", DataPlaces.ConfigurationFile(Environment));
        Assert.Equal("/home/anna/.local/share/conductor/journal", DataPlaces.Journal(name => name == "HOME" ? "/home/anna" : null));
    }
}
