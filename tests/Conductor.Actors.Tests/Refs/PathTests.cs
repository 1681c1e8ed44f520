namespace Conductor.Actors.Tests.Refs;

public sealed class PathTests : KernelTests
{
    [Fact]
    public void An_address_is_made_of_its_parts()
    {
        var address = new Address("conductor", "system", "host", 8080);
        Assert.Equal(("conductor", "system"), (address.Protocol, address.System));
        Assert.Equal("conductor://system@host:8080", address.ToString());
        Assert.Equal(new Address("conductor", "test"), TestActor.Path.Address);
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("a-_.*+:@&=,!~';%$", true)]
    [InlineData("$a", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    public void A_name_is_valid_or_not(string name, bool valid) => Assert.Equal(valid, ActorPath.IsValidPathElement(name));

    [Fact]
    public void Paths_are_compared_by_names_and_address()
    {
        var path = ActorPath.Parse("conductor://s/user/a");
        Assert.True(path.Equals(ActorPath.Parse("conductor://s/user/a")));
        Assert.False(path.Equals(ActorPath.Parse("conductor://s/user/b")));
        Assert.False(path.Equals(null));
        Assert.Equal(path.GetHashCode(), ActorPath.Parse("conductor://s/user/a").GetHashCode());
        Assert.Equal(["user", "a"], path.Elements);
    }

    [Fact]
    public void Nobody_has_a_path_and_is_the_same_everywhere()
    {
        Assert.Same(ActorRefs.Nobody, Nobody.Instance);
        Assert.True(Nobody.Instance.Equals((IActorRef)ActorRefs.Nobody));
        Assert.Equal("Nobody", Nobody.Instance.Path.Name);
    }
}
