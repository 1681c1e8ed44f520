using System.Linq.Expressions;
using System.Reflection;

namespace Conductor.Actor;

/// <summary>A constructor and its arguments, ready to be called again and again.</summary>
internal sealed class ActorFactory
{
    private readonly ConstructorInvoker _invoker;
    private readonly object?[] _arguments;

    private ActorFactory(ConstructorInfo constructor, object?[] arguments) =>
        (Type, _invoker, _arguments) = (constructor.DeclaringType!, ConstructorInvoker.Create(constructor), arguments);

    internal Type Type { get; }

    internal IReadOnlyList<object?> Arguments => _arguments;

    internal static ActorFactory From<TActor>(Expression<Func<TActor>> expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (expression.Body is not NewExpression { Constructor: { } constructor } creation)
            throw new ArgumentException($"Props.Create takes the new of an actor and nothing else, as in () => new MyActor(a, b); this is {expression}.", nameof(expression));
        return new ActorFactory(constructor, [.. creation.Arguments.Select(Evaluate)]);
    }

    internal static ActorFactory From(Type type, object?[] arguments)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(arguments);
        if (!type.IsAssignableTo(typeof(ActorBase)) || type.IsAbstract) throw new ArgumentException($"{type} is not the class of an actor.", nameof(type));
        const BindingFlags anyone = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var bound = arguments;
        try
        {
            // As the runtime's own activator chooses: the closest of those that fit, numbers widened, optional parameters filled in.
            var constructor = (ConstructorInfo)Type.DefaultBinder.BindToMethod(
                anyone | BindingFlags.CreateInstance | BindingFlags.OptionalParamBinding, type.GetConstructors(anyone), ref bound!, null, null, null, out _);
            // The runtime would make a zero of a null.
            if (constructor.GetParameters().Zip(bound).Any(pair => pair.Second is null && pair.First.ParameterType.IsValueType && Nullable.GetUnderlyingType(pair.First.ParameterType) is null))
                throw new MissingMethodException(type.FullName, ".ctor");
            return new ActorFactory(constructor, bound);
        }
        catch (Exception wrong) when (wrong is MissingMethodException or AmbiguousMatchException)
        {
            var kinds = string.Join(", ", arguments.Select(argument => argument?.GetType().Name ?? "null"));
            throw new ArgumentException($"{type} has {(wrong is MissingMethodException ? "no constructor" : "several constructors")} for the arguments ({kinds}).", nameof(arguments), wrong);
        }
    }

    internal ActorBase New()
    {
        try
        {
            return (ActorBase)_invoker.Invoke(_arguments.AsSpan());
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>The value of an argument. The usual forms are looked through, and only what is more than that is interpreted, which takes many times as long.</summary>
    private static object? Evaluate(Expression argument) => argument switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } access => field.GetValue(access.Expression is null ? null : Evaluate(access.Expression)),
        MemberExpression { Member: PropertyInfo property, Expression: { } of } when Evaluate(of) is { } target => property.GetValue(target, BindingFlags.DoNotWrapExceptions, null, null, null),
        NewExpression { Constructor: { } constructor } creation => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. creation.Arguments.Select(Evaluate)], null),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } cast when cast.Type.IsAssignableFrom(cast.Operand.Type) => Evaluate(cast.Operand),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
