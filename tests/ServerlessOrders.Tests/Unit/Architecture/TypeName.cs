using Mono.Cecil;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>The name of a type that is not nested.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name, without the number of its type parameters.</param>
internal sealed record TypeName(string Namespace, string Name)
{
    /// <summary>The folder below the project that the type lies in, as <c>Catalog.Stac</c>; empty for the project's own.</summary>
    public string Room => Namespace.Split('.', 2).ElementAtOrDefault(1) ?? "";

    /// <summary>The outermost type around that one.</summary>
    public static TypeName Of(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return new TypeName(type.Namespace, type.Name.Split('`')[0]);
    }

    /// <summary>Whether it lies in that namespace or below it.</summary>
    public bool IsIn(string root) => Namespace == root || Namespace.StartsWith(root + '.', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";
}
