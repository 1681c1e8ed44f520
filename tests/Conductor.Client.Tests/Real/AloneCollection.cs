namespace Conductor.Client.Tests.Real;

/// <summary>Tests that measure what the process holds: beside others they would measure those as well.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
