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
        ConstructorInfo[] fitting = [.. type.GetConstructors(anyone).Where(constructor => Fits(constructor.GetParameters(), arguments))];
        if (fitting.Length != 1)
        {
            var kinds = string.Join(", ", arguments.Select(argument => argument?.GetType().Name ?? "null"));
            throw new ArgumentException($"{type} has {(fitting.Length == 0 ? "no constructor" : "several constructors")} for the arguments ({kinds}).", nameof(arguments));
        }
        var parameters = fitting[0].GetParameters();
        return new ActorFactory(fitting[0], [.. parameters.Select((parameter, i) => i < arguments.Length ? arguments[i] : parameter.DefaultValue)]);
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

    private static bool Fits(ParameterInfo[] parameters, object?[] arguments) =>
        parameters.Length >= arguments.Length
        && parameters.Skip(arguments.Length).All(parameter => parameter.IsOptional)
        && arguments.Zip(parameters).All(pair => pair.First is { } argument
            ? pair.Second.ParameterType.IsInstanceOfType(argument)
            : !pair.Second.ParameterType.IsValueType || Nullable.GetUnderlyingType(pair.Second.ParameterType) is not null);

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
