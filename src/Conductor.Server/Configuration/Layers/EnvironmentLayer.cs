using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Layers;

/// <summary>What the environment says, as values that go before those of the file. A variable that is empty is as if it were not set.</summary>
internal static class EnvironmentLayer
{
    public static HoconObject Read(SettingsRequest request, ICollection<HoconError> errors)
    {
        var known = Known();
        var layer = HoconObject.Empty;
        foreach (var (name, path) in known)
            layer = With(layer, name, path, request, errors);
        foreach (var name in request.EnvironmentNames().Where(name => name.StartsWith(EnvironmentNaming.Prefix, StringComparison.Ordinal) && !known.ContainsKey(name) && !EnvironmentNaming.OfCommands.Contains(name)).Order(StringComparer.Ordinal))
        {
            if (SettingTable.Tables.Select(table => EnvironmentNaming.InTable(name, table)).FirstOrDefault(path => path is not null) is { } path)
                layer = With(layer, name, path, request, errors);
            // No mistake: container platforms put variables of their own under the name of a service.
            else if (request.Environment(name) is { Length: > 0 } && NearestKey.Find(name, known.Keys) is { } nearest)
                request.Warn($"{name} is set in the environment and nothing reads it. Did you mean {nearest}?");
        }
        return layer;
    }

    // The short names first: a long one, which is the more exact, is then written over them.
    private static OrderedDictionary<string, HoconPath> Known()
    {
        var known = new OrderedDictionary<string, HoconPath>(EnvironmentNaming.Short, StringComparer.Ordinal);
        foreach (var table in SettingTable.Tables)
            known[EnvironmentNaming.Of(table.Path)] = table.Path;
        foreach (var setting in SettingTable.Keys)
            known[EnvironmentNaming.Of(setting.Path)] = setting.Path;
        return known;
    }

    private static HoconObject With(HoconObject layer, string name, HoconPath path, SettingsRequest request, ICollection<HoconError> errors) =>
        request.Environment(name) is { Length: > 0 } text ? layer.With(path, OutsideValue.Read(text, name, errors)) : layer;
}
