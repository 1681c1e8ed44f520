using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Layers;

/// <summary>What the command line says, as values that go before all others.</summary>
internal static class CommandLineLayer
{
    public static HoconObject Read(SettingsRequest request, ICollection<HoconError> errors)
    {
        var layer = HoconObject.Empty;
        foreach (var one in request.Set)
            layer = With(layer, one, errors);
        if (request.Http is { } http)
            layer = layer.With(HoconPath.Of("conductor", "http", "listen"), OutsideValue.Read(http, "--http", errors));
        return request.Socket is { } socket
            ? layer.With(HoconPath.Of("conductor", "socket", "path"), OutsideValue.Read(socket, "--socket", errors))
            : layer;
    }

    private static HoconObject With(HoconObject layer, string assignment, ICollection<HoconError> errors)
    {
        var place = $"--set {assignment}";
        if (assignment.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && Path(assignment[..equals].Trim()) is { Count: > 1 } path)
            return layer.With(path, OutsideValue.Read(assignment[(equals + 1)..].Trim(), place.Split('=')[0], errors));
        errors.Add(new HoconError(HoconOrigin.Described(place), "this is no setting. Write it as KEY=VALUE, for example --set timeouts.idle=10s"));
        return layer;
    }

    private static HoconPath? Path(string key)
    {
        try
        {
            return HoconPath.Parse(key.StartsWith("conductor.", StringComparison.Ordinal) ? key : $"conductor.{key}");
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
