using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

public sealed class TokenTests
{
    [Fact]
    public async Task A_key_is_made_shown_once_listed_changed_and_removed()
    {
        await using var line = new CommandLine();
        var added = await line.RunAsync("token", "add", "anna", "--scope", "admin");
        Assert.Equal(0, added.ExitCode);
        Assert.Matches("^cdr-[A-Za-z0-9_-]{43}\\s*$", added.Output);

        var listed = await line.RunAsync("token", "list");
        Assert.Contains("anna", listed.Output, StringComparison.Ordinal);
        Assert.Contains("admin", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(added.Output.Trim(), listed.Output, StringComparison.Ordinal);

        var rotated = await line.RunAsync("token", "rotate", "anna", "--grace", "5");
        Assert.NotEqual(added.Output, rotated.Output);
        Assert.Equal(0, (await line.RunAsync("token", "remove", "anna")).ExitCode);
        var again = await line.RunAsync("token", "remove", "anna");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("conductor token list", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_scope_is_wrong_usage()
    {
        await using var line = new CommandLine();
        var added = await line.RunAsync("token", "add", "anna", "--scope", "root");

        Assert.Equal((2, ""), (added.ExitCode, added.Output));
    }

    [Fact]
    public async Task With_keys_on_a_command_shows_the_one_in_the_environment()
    {
        await using var line = new CommandLine();
        var secret = (await line.RunAsync("token", "add", "anna")).Output.Trim();
        await line.ServeAsync("--backend", "eliza", "--socket", "off", "--set", "keys.required=on");

        var refused = await line.RunAsync("ask", "I am unhappy.");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("CONDUCTOR_KEY", refused.Error, StringComparison.Ordinal);

        line.Environment["CONDUCTOR_KEY"] = secret;
        var answered = await line.RunAsync("ask", "I am unhappy.");
        Assert.Equal(0, answered.ExitCode);
        Assert.NotEmpty(answered.Output);
        Assert.Equal(0, (await line.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_is_not_opened_without_a_key()
    {
        await using var line = new CommandLine();
        var refused = await line.Start("serve", "--http", "0.0.0.0:0", "--socket", "off", "--backend", "eliza").FinishAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("conductor token add", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--set keys.required=off", refused.Error, StringComparison.Ordinal);
    }
}
