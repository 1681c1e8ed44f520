using System.Reflection;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests;

/// <summary>Random values of every type that a message can hold, found by its constructor, so that a new variant is tested when it is added.</summary>
internal static class Arbitrary
{
    // What JSON, UTF-8 and their escapes are broken by.
    private static readonly string[] Awkward =
        ["\"", "\\", "/", "<", ">", "&", "'", "\0", "\b", "\t", "\n", "\f", "\r", "\u001f", "\u007f", "\u2028", "é", "Ж", "日", "😀", "\ufffd", "\uffff", "{", "]", "a", " "];

    public static Gen<string> Text { get; } = Gen.Elements(Awkward).ListOf().Select(string.Concat);

    public static Gen<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ListOf().Select(list => list.ToArray());

    /// <summary>Any variant of a message family.</summary>
    public static Gen<TFamily> AnyOf<TFamily>() =>
        Gen.OneOf(VariantsOf<TFamily>().Select(type => Instance(type).Select(instance => (TFamily)instance)));

    public static IEnumerable<Type> VariantsOf<TFamily>() =>
        typeof(TFamily).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TFamily)) && !type.IsAbstract);

    /// <summary>A record, by its longest constructor and then the init-only properties that it does not set.</summary>
    public static Gen<object> Instance(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var parameters = constructor.GetParameters();
        var properties = type.GetProperties()
            .Where(property => property.CanWrite && !property.GetMethod!.IsStatic)
            .Where(property => parameters.All(parameter => parameter.Name != property.Name))
            .ToArray();
        return
            from arguments in All(parameters.Select(p => Value(p.ParameterType, Nullability(p))))
            from values in All(properties.Select(p => Value(p.PropertyType, Nullability(p))))
            select Make(constructor, arguments, properties, values);
    }

    private static object Make(ConstructorInfo constructor, object?[] arguments, PropertyInfo[] properties, object?[] values)
    {
        var instance = constructor.Invoke(arguments);
        foreach (var (property, value) in properties.Zip(values)) property.SetValue(instance, value);
        return instance;
    }

    // The context is not safe for the concurrent callers that tests are.
    private static NullabilityState Nullability(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter).WriteState;

    private static NullabilityState Nullability(PropertyInfo property) => new NullabilityInfoContext().Create(property).WriteState;

    private static Gen<object?> Value(Type type, NullabilityState state)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Maybe(Value(inner, NullabilityState.NotNull));
        return state == NullabilityState.Nullable ? Maybe(Present(type)) : Present(type);
    }

    private static Gen<object?> Present(Type type)
    {
        if (type == typeof(string)) return Box(Text);
        if (type == typeof(bool)) return Box(Gen.Elements(true, false));
        if (type == typeof(byte)) return Box(Gen.Choose(0, 255).Select(value => (byte)value));
        if (type == typeof(int)) return Box(Gen.Elements(0, 1, 33, 100, int.MaxValue));
        if (type == typeof(uint)) return Box(Gen.Elements(0u, 1u, 80u, 1_000_000u, uint.MaxValue));
        if (type == typeof(long)) return Box(Gen.Elements(0L, 1L, 1_767_225_600_000L, long.MaxValue));
        if (type == typeof(ulong)) return Box(Gen.Elements(0ul, 1ul, 1_767_225_600_000ul, ulong.MaxValue));
        if (type == typeof(float)) return Box(ArbMap.Default.GeneratorFor<float>().Where(float.IsFinite));
        if (type == typeof(Guid)) return Box(ArbMap.Default.GeneratorFor<Guid>());
        if (type.IsEnum) return Box(Gen.Elements(Enum.GetValues(type).Cast<object>()));
        return Sum(type) ?? List(type) ?? Family(type) ?? Box(Instance(type));
    }

    private static Gen<object?>? Sum(Type type)
    {
        if (type == typeof(Gesture))
            return Box(Gen.OneOf(Names<GestureKind>().Select(Gesture.Of), Names<PeekSide>().Select(Gesture.Peek)));
        if (type == typeof(Position))
            return Box(Gen.OneOf(Names<PositionKind>().Select(Position.Of), Gen.Choose(0, 255).Select(x => Position.Percent((byte)x, 7))));
        if (type == typeof(ContentType))
            return Box(Gen.OneOf(Names<ContentKind>().Select(ContentType.Of), Text.Select(ContentType.Code)));
        if (type == typeof(SurfaceType))
            return Box(Gen.OneOf(Names<SurfaceKind>().Select(SurfaceType.Of), Text.Select(SurfaceType.Custom)));
        if (type == typeof(ConversationState))
            return Box(Gen.OneOf(Names<ConversationPhase>().Select(ConversationState.Of), Text.Select(ConversationState.Streaming)));
        if (type == typeof(Delivery))
            return Box(Gen.OneOf(Names<DeliveryMode>().Select(Delivery.Of), Gen.Choose(0, 200).Select(ms => Delivery.Batched((uint)ms))));
        return null;
    }

    private static Gen<object?>? List(Type type)
    {
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(ValueList<>)) return null;
        var element = type.GetGenericArguments()[0];
        var make = typeof(Arbitrary).GetMethod(nameof(ListOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element);
        return (Gen<object?>)make.Invoke(null, null)!;
    }

    private static Gen<object?> ListOf<T>() => Present(typeof(T)).ListOf().Select(items => (object?)items.Cast<T>().ToValueList());

    private static Gen<object?>? Family(Type type) =>
        type.IsAbstract ? Box(Gen.OneOf(type.Assembly.GetTypes().Where(candidate => candidate.IsSubclassOf(type)).Select(Instance))) : null;

    private static Gen<T> Names<T>()
        where T : struct, Enum => Gen.Elements(Enum.GetValues<T>());

    private static Gen<object?> Maybe(Gen<object?> gen) => Gen.Frequency((1, Gen.Constant<object?>(null)), (3, gen));

    private static Gen<object?> Box<T>(Gen<T> gen) => gen.Select(value => (object?)value);

    private static Gen<object?[]> All(IEnumerable<Gen<object?>> gens) => Gen.CollectToArray(gens, gen => gen);
}
