using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mono.Cecil;
using ServerlessOrders.Api;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>
/// Public is what another project uses: the hosts and the benchmarks by name, test cases as a parameter (which must be as public as the
/// test), and what the public members of those speak of.
/// </summary>
public sealed partial class PublicTypesTests
{
    [Fact]
    public void EveryPublicType_IsUsedByAnotherProject()
    {
        using var product = ModuleDefinition.ReadModule(typeof(ApiPipeline).Assembly.Location);
        using var tests = ModuleDefinition.ReadModule(typeof(PublicTypesTests).Assembly.Location);
        var published = product.Types.Where(type => type.IsPublic && type.Namespace.StartsWith("ServerlessOrders", StringComparison.Ordinal)).ToList();
        var names = Identifiers("src/ServerlessOrders.Functions", "src/ServerlessOrders.Local", "tests/ServerlessOrders.Benchmarks");
        var open = new Queue<string>(published.Where(type => names.Contains(Plain(type)) || HasExtensionOf(type, names)).Select(type => type.FullName)
            .Concat(tests.Types.Where(type => type.IsPublic).SelectMany(Spoken)));

        var used = new HashSet<string>();
        while (open.TryDequeue(out var name))
        {
            if (!used.Add(name) || product.GetType(name) is not { } type) continue;
            foreach (var other in Spoken(type)) open.Enqueue(other);
        }

        Assert.NotEmpty(used);
        Assert.Equal([], published.Select(type => type.FullName).Where(name => !used.Contains(name)).Order(StringComparer.Ordinal));
    }

    private static string Plain(TypeReference type) => type.Name.Split('`')[0];

    private static bool HasExtensionOf(TypeDefinition type, HashSet<string> names) => type.Methods.Any(method =>
        method.IsPublic && names.Contains(method.Name) && method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == nameof(ExtensionAttribute)));

    /// <summary>The types in what others see of a type.</summary>
    private static IEnumerable<string> Spoken(TypeDefinition type)
    {
        TypeReference?[] bases = [type.BaseType, .. type.Interfaces.Select(one => one.InterfaceType)];
        var members = type.Methods.Where(method => method.IsPublic || method.IsFamily)
            .SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)
                .Concat(method.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(constraint => constraint.ConstraintType))));
        var fields = type.Fields.Where(field => field.IsPublic).Select(field => field.FieldType);
        return bases.Concat(members).Concat(fields).OfType<TypeReference>().SelectMany(Parts)
            .Concat(type.NestedTypes.Where(nested => nested.IsNestedPublic).SelectMany(Spoken));
    }

    private static IEnumerable<string> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        GenericParameter => [],
        { DeclaringType: { } outer } => [type.FullName, .. Parts(outer)],
        _ => [type.FullName],
    };

    private static HashSet<string> Identifiers(params string[] projects) =>
    [
        .. projects.SelectMany(project => Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(Here(), "../../../..", project)), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("\\obj\\", StringComparison.Ordinal))
            .SelectMany(path => Identifier().Matches(File.ReadAllText(path)).Select(match => match.Value)),
    ];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Identifier();
}
