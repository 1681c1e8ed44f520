namespace Conductor.House.Tests;
public sealed class HelloTests { [Fact] public void X() => Assert.True(true); }
