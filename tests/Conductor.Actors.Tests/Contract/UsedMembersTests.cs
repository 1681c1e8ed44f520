using System.Reflection;
using System.Text.RegularExpressions;

namespace Conductor.Actors.Tests.Contract;

/// <summary>Every public member is used by a test, or nobody knows whether it works.</summary>
public sealed class UsedMembersTests
{
    private static readonly Assembly[] Kernel = [typeof(ActorSystem).Assembly, typeof(TestKitBase).Assembly];

    [Fact]
    public async Task Every_public_member_of_the_kernel_and_the_test_kit_is_used_by_a_test()
    {
        var used = await UsedMembers.ByAsync(typeof(UsedMembersTests).Assembly, Token);
        var sources = await TestSourcesAsync();
        var unused = Kernel.SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(SurfaceText.Members)
            .Where(member => !used.Contains(member) && !IsConstantIn(sources, member))
            .Select(Name).Order(StringComparer.Ordinal).ToArray();
        Assert.True(unused.Length == 0, $"{unused.Length} public members are used by no test:\n{string.Join('\n', unused)}");
    }

    [Fact]
    public async Task What_no_test_uses_is_found()
    {
        var used = await UsedMembers.ByAsync(typeof(UsedMembersTests).Assembly, Token);
        Assert.True(used.Contains(typeof(ActorSystem).GetMethod(nameof(ActorSystem.Terminate))!));
        Assert.False(used.Contains(typeof(Regex).GetMethod(nameof(Regex.GetGroupNumbers))!));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Name(MemberInfo member) => $"{member.DeclaringType}: {member}";

    // The compiler writes a constant's value where its name stood, so of those only the source knows.
    private static bool IsConstantIn(string sources, MemberInfo member) =>
        member switch
        {
            FieldInfo { IsLiteral: true } => sources.Contains($"{member.DeclaringType!.Name}.{member.Name}", StringComparison.Ordinal),
            MethodInfo { Name: "Invoke" } => sources.Contains(member.DeclaringType!.Name, StringComparison.Ordinal),
            _ => false,
        };

    private static async Task<string> TestSourcesAsync()
    {
        var sources = new List<string>();
        foreach (var file in Directory.EnumerateFiles(SourceTree.At("tests", "Conductor.Actors.Tests"), "*Tests.cs", SearchOption.AllDirectories))
            sources.Add(await File.ReadAllTextAsync(file, Token));
        return string.Join('\n', sources);
    }
}
