using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>One type uses another. What is nested in a type, such as the state machine of an async iterator or a lambda, belongs to it.</summary>
/// <param name="User">The outermost type around the place of use.</param>
/// <param name="Used">The outermost type around what is used.</param>
internal sealed record TypeUse(TypeName User, TypeName Used)
{
    /// <summary>Whether both are of this solution, not of a package or of generated code.</summary>
    public bool IsOfOurs => User.IsIn("ServerlessOrders") && Used.IsIn("ServerlessOrders");

    /// <summary>
    /// Every use in an assembly of ours: in base types, fields, signatures, attributes, and all that a body mentions. The compiler copies
    /// constants into their users, so a use of nothing but a constant is not among them.
    /// </summary>
    public static IReadOnlyList<TypeUse> AllOf(System.Reflection.Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return
        [
            .. module.GetTypes()
                .SelectMany(type => References(type).SelectMany(Parts).Select(used => new TypeUse(TypeName.Of(type), TypeName.Of(used))))
                .Where(use => use.User.IsIn("ServerlessOrders"))
                .Distinct(),
        ];
    }

    private static IEnumerable<TypeReference?> References(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(Signature),
        .. type.Methods.Where(method => method.HasBody).SelectMany(method => Mentioned(method.Body)),
        .. Constraints(type),
        .. type.Methods.SelectMany(Constraints),
        .. AttributeProviders(type).SelectMany(provider => provider.CustomAttributes).SelectMany(Mentioned),
    ];

    private static IEnumerable<TypeReference> Signature(IMethodSignature method) =>
        [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<ICustomAttributeProvider> AttributeProviders(TypeDefinition type) =>
    [
        type, .. type.Fields, .. type.Properties, .. type.Events, .. type.Methods,
        .. type.Methods.SelectMany(method => method.Parameters), .. type.Methods.Select(method => method.MethodReturnType),
    ];

    private static IEnumerable<TypeReference> Mentioned(CustomAttribute attribute) =>
    [
        attribute.AttributeType,
        .. attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(named => named.Argument))
            .SelectMany(argument => argument.Value is TypeReference named ? [argument.Type, named] : new[] { argument.Type }),
    ];

    private static IEnumerable<TypeReference?> Mentioned(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(Mentioned),
    ];

    private static IEnumerable<TypeReference> Mentioned(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments, .. Signature(method.ElementMethod)],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        _ => [],
    };

    /// <summary>The types that a reference consists of: of a list of items the list and the item.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        FunctionPointerType pointer => Signature(pointer).SelectMany(Parts),
        IModifierType modified => [.. Parts(modified.ElementType), .. Parts(modified.ModifierType)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    /// <inheritdoc/>
    public override string ToString() => $"{User} uses {Used}";
}
