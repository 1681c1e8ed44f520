using System.Reflection;
using System.Reflection.Emit;

namespace Conductor.Actors.Tests.Mailboxes;

/// <summary>Where the runtime puts the fields of a mailbox: two processors that write to one line of the cache wait for each other at every message.</summary>
public sealed class LayoutTests
{
    private const int CacheLine = 64;
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    [Fact]
    public async Task What_senders_write_is_a_cache_line_away_from_what_the_reader_uses()
    {
        await using var system = ActorSystem.Create("layout");
        var cell = system.ActorOf(Props.Create(() => new Silent()));
        var all = Levels(cell.GetType()).ToList();
        var senders = all.Where(level => level.Name == "SendingSide").SelectMany(Fields).ToList();
        var others = all.Where(level => level.Name != "SendingSide").SelectMany(Fields).Where(field => field.FieldType.Name != "CacheLine").ToList();
        var filler = Fields(all.Single(level => level.Name == "BeforeSenders")).Single();

        Assert.NotEmpty(senders);
        Assert.NotEmpty(others);
        Assert.All(senders, one =>
        {
            // Ahead of the first field is the object's type, which every call looks at.
            Assert.InRange(Distance(cell, filler, one) + IntPtr.Size, CacheLine, long.MaxValue);
            Assert.All(others, other => Assert.True(Math.Abs(Distance(cell, one, other)) >= CacheLine, $"{one.Name} is close to {other.Name}."));
        });
    }

    private static IEnumerable<Type> Levels(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType) yield return level;
    }

    private static FieldInfo[] Fields(Type level) => level.GetFields(Own);

    /// <summary>Bytes from one field to another.</summary>
    private static long Distance(object of, FieldInfo from, FieldInfo to)
    {
        var method = new DynamicMethod("Distance", typeof(long), [typeof(object)], of.GetType(), skipVisibility: true);
        var il = method.GetILGenerator();
        foreach (var field in new[] { to, from })
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldflda, field);
        }
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<object, long>>()(of);
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
