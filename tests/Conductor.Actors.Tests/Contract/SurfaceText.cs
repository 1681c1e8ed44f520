using System.Reflection;
using System.Text;

namespace Conductor.Actors.Tests.Contract;

/// <summary>Writes down everything of an assembly that others can see: one member a line, sorted, so that a change is a line of a diff.</summary>
internal static class SurfaceText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(NameOf(type, withNamespace: true)).Append(Bases(type)).Append('\n');
            foreach (var line in Members(type).Select(Describe).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The members that a user of the type can name, without what the compiler makes for records and delegates.</summary>
    public static IEnumerable<MemberInfo> Members(Type type)
    {
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static);
        if (type.IsSubclassOf(typeof(Delegate))) return [type.GetMethod("Invoke")!];
        return type.GetMembers(Declared).Where(member => member switch
        {
            ConstructorInfo constructor => IsVisible(constructor) && !IsCopyOfRecord(constructor),
            PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible) && property.Name != "EqualityContract",
            EventInfo happening => IsVisible(happening.AddMethod!),
            FieldInfo field => field.IsPublic || field.IsFamily,
            MethodInfo method => IsVisible(method) && !IsMadeByCompiler(method) && !IsAccessor(method),
            _ => false,
        });
    }

    public static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsMadeByCompiler(MethodInfo method) =>
        method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false) && !IsAccessor(method);

    private static bool IsCopyOfRecord(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string Kind(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate))) return "";
        var bases = type.GetInterfaces().Where(each => each.IsVisible).Select(each => NameOf(each)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType)) bases.Insert(0, NameOf(above));
        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Modifiers(constructor)}new({Parameters(constructor)})",
        PropertyInfo property => $"{Modifiers(property.GetMethod ?? property.SetMethod!)}{NameOf(property.PropertyType)} {property.Name} {{ {Accessors(property)}}}",
        EventInfo happening => $"{Modifiers(happening.AddMethod!)}event {NameOf(happening.EventHandlerType!)} {happening.Name}",
        FieldInfo { IsLiteral: true } constant => $"const {NameOf(constant.FieldType)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{NameOf(field.FieldType)} {field.Name}",
        MethodInfo method => $"{Modifiers(method)}{NameOf(method.ReturnType)} {method.Name}{TypeParameters(method)}({Parameters(method)})",
        _ => member.ToString()!,
    };

    private static string Modifiers(MethodBase method)
    {
        var text = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return text + "static ";
        if (method.DeclaringType!.IsInterface || !method.IsVirtual) return text;
        if (method.IsAbstract) return text + "abstract ";
        if (method is MethodInfo info && info.GetBaseDefinition() != info) return text + (method.IsFinal ? "sealed override " : "override ");
        return method.IsFinal ? text : text + "virtual ";
    }

    private static string Accessors(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsVisible(getter) ? "get; " : "";
        if (property.SetMethod is not { } setter || !IsVisible(setter)) return get;
        var isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
        return get + (isInit ? "init; " : "set; ");
    }

    private static string TypeParameters(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(each => each.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : "")
        + (parameter.Position == 0 && method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute)) ? "this " : "")
        + $"{NameOf(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "")));

    private static string NameOf(Type type, bool withNamespace = false)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!);
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return NameOf(value) + "?";
        if (type.IsGenericParameter) return type.Name;
        var name = type.Name.Split('`')[0];
        if (type.IsNested) name = $"{NameOf(type.DeclaringType!)}.{name}";
        if (type.IsGenericType) name += $"<{string.Join(", ", type.GetGenericArguments().Select(each => NameOf(each)))}>";
        return withNamespace && !type.IsNested ? $"{type.Namespace}.{name}" : withNamespace ? $"{type.Namespace}.{name}" : name;
    }
}
