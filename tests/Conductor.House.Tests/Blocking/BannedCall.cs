using Microsoft.CodeAnalysis;

namespace Conductor.House.Tests.Blocking;

/// <summary>Writes C# that uses a forbidden symbol, so that the real compiler can be asked whether it objects.</summary>
internal static class BannedCall
{
    private static readonly ITypeSymbol Filler = Framework.Compilation.GetSpecialType(SpecialType.System_Int32);

    /// <summary>A statement that uses the symbol, on one line.</summary>
    public static string Statement(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => $"_ = typeof({Name(Filled(type))});",
        IPropertySymbol property => $"_ = {Target(Like(property))}.{property.Name};",
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor =>
            $"_ = new {Name(constructor.ContainingType)}({Arguments(Like(constructor))});",
        IMethodSymbol method => Call(Like(method)),
        _ => throw new NotSupportedException($"{symbol} is neither a type nor a property nor a method: say here how it is used."),
    };

    private static string Call(IMethodSymbol method)
    {
        var filled = method.IsGenericMethod ? method.Construct([.. method.TypeParameters.Select(_ => Filler)]) : method;
        var types = filled.IsGenericMethod ? $"<{string.Join(", ", filled.TypeArguments.Select(Name))}>" : "";
        var discard = filled.ReturnsVoid ? "" : "_ = ";
        return $"{discard}{Target(filled)}.{filled.Name}{types}({Arguments(filled)});";
    }

    private static string Target(ISymbol member) =>
        member.IsStatic ? Name(member.ContainingType) : $"default({Name(member.ContainingType)})!";

    private static string Arguments(IMethodSymbol method) => string.Join(", ", method.Parameters.Select(Argument));

    private static string Argument(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.None => $"default({Name(parameter.Type)})!",
        RefKind.Out => "out _",
        RefKind.Ref => $"ref global::System.Runtime.CompilerServices.Unsafe.NullRef<{Name(parameter.Type)}>()",
        _ => $"in global::System.Runtime.CompilerServices.Unsafe.NullRef<{Name(parameter.Type)}>()",
    };

    /// <summary>The same member of the containing type with its type parameters filled in.</summary>
    private static T Like<T>(T member) where T : ISymbol =>
        (T)Filled(member.ContainingType).GetMembers(member.Name)
            .Single(other => SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, member));

    private static INamedTypeSymbol Filled(INamedTypeSymbol type)
    {
        var outer = type.ContainingType is null ? type : Filled(type.ContainingType).GetTypeMembers(type.Name, type.Arity).Single();
        return outer.Arity == 0 ? outer : outer.Construct([.. outer.TypeParameters.Select(_ => Filler)]);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
