namespace Conductor.Server.Surfaces;

/// <summary>The unix sockets that a server is about to listen on. Filled while the server is set up, looked at once when it starts.</summary>
internal sealed class SurfaceSockets
{
    private readonly List<string> _paths = [];

    /// <summary>Adds one.</summary>
    /// <exception cref="Hosting.ConductorStartException">No socket can have this path.</exception>
    public void Add(string path)
    {
        SurfaceSocket.CheckLength(path);
        _paths.Add(path);
    }

    /// <summary>Makes sure that all of them can be bound.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var path in _paths)
            await SurfaceSocket.PrepareAsync(path, cancellationToken);
    }
}
