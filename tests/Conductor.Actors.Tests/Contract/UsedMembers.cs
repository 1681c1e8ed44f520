using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Conductor.Actors.Tests.Contract;

/// <summary>What a compiled assembly calls, overrides or implements of another one, by its metadata: only what code really uses has an entry there.</summary>
internal sealed class UsedMembers
{
    private readonly HashSet<(Module, int)> _used = [];

    private UsedMembers()
    {
    }

    public static async Task<UsedMembers> ByAsync(Assembly user, CancellationToken cancellationToken)
    {
        var all = new UsedMembers();
        using var image = new PEReader([.. await File.ReadAllBytesAsync(user.Location, cancellationToken)]);
        foreach (var handle in image.GetMetadataReader().MemberReferences)
            if (Resolve(user.ManifestModule, MetadataTokens.GetToken(handle)) is { } member) all.Add(member);
        foreach (var type in user.GetTypes()) all.AddInherited(type);
        return all;
    }

    public bool Contains(MemberInfo member) => member switch
    {
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(Contains),
        EventInfo happening => Contains(happening.AddMethod!),
        MethodInfo { IsVirtual: true } method when method.GetBaseDefinition() is { } first && first != method =>
            // An override is used through what it overrides, which may be of the framework: ToString and the like.
            first.Module != method.Module || Contains(first),
        _ => _used.Contains((member.Module, member.MetadataToken)),
    };

    private static MemberInfo? Resolve(Module module, int token)
    {
        // The arguments stand for those that a generic context would give; the definition is the same.
        var arguments = Enumerable.Repeat(typeof(object), 8).ToArray();
        try
        {
            return module.ResolveMember(token, arguments, arguments);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The kernel calls what a type overrides and implements.</summary>
    private void AddInherited(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(all))
            if (method.IsVirtual) Add(method.GetBaseDefinition());
        if (type.IsInterface || type.IsGenericTypeDefinition) return;
        foreach (var face in type.GetInterfaces())
        {
            var map = type.GetInterfaceMap(face);
            for (var i = 0; i < map.InterfaceMethods.Length; i++)
                if (map.TargetMethods[i]?.Module == type.Module) Add(map.InterfaceMethods[i]);
        }
    }

    // A method of List<int> has the token of List<T>'s.
    private void Add(MemberInfo member) => _used.Add((member.Module, member.MetadataToken));
}
