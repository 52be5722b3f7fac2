using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ServerlessOrders.Api;
using ServerlessOrders.Functions;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>The rules of the rooms (CONTRIBUTING.md), read off the compiled types: what a body touches counts, however it came by it.</summary>
public sealed class RoomTests
{
    /// <summary>From the ground up: a room uses those before it and none after it, so no circle can be.</summary>
    private static readonly string[] Rooms =
    [
        "", "Storage", "Telemetry", "Security", "Outbound", "Http", "Catalog", "Baskets", "SubOrders", "Orders", "Mail", "Downloads",
        "Workflow", "Maintenance", "Api",
    ];

    private static readonly IReadOnlyList<Edge> Product = EdgesOf(typeof(ApiTable).Assembly);

    [Fact]
    public void EveryNamespace_IsARoom() => Assert.Empty(
        Product.Select(edge => RoomOf(edge.From)).Distinct().Except(Rooms));

    [Fact]
    public void Rooms_UseThoseBelowThemOnly() => Assert.Empty(Product
        .Where(edge => IsOurs(edge.To) && Array.IndexOf(Rooms, RoomOf(edge.To)) > Array.IndexOf(Rooms, RoomOf(edge.From)))
        .Select(edge => edge.ToString()).Distinct());

    [Fact]
    public void AzureSdks_AreUsedInStorageStoresAndRowsOnly() => Assert.Empty(Product
        .Where(edge => IsAzureSdk(edge.To) && RoomOf(edge.From) != "Storage"
            && !edge.Outer.EndsWith("Store", StringComparison.Ordinal) && !edge.Outer.EndsWith("Rows", StringComparison.Ordinal))
        .Select(edge => edge.ToString()).Distinct());

    [Fact]
    public void AspNetCore_IsUsedInHttpApiAndEndpointsOnly() => Assert.Empty(Product
        .Where(edge => (IsIn(edge.To, "Microsoft.AspNetCore") || IsIn(edge.To, "Microsoft.Net.Http.Headers"))
            && RoomOf(edge.From) is not ("Http" or "Api") && !edge.Outer.EndsWith("Endpoints", StringComparison.Ordinal))
        .Select(edge => edge.ToString()).Distinct());

    [Fact]
    public void FunctionsApp_LeavesStorageToTheProduct() => Assert.Empty(EdgesOf(typeof(FunctionsApp).Assembly)
        .Where(edge => IsAzureSdk(edge.To)).Select(edge => edge.ToString()).Distinct());

    /// <summary>The other rules would hold of anything if such an edge were not seen: it is in a lambda of an async method only.</summary>
    [Fact]
    public void Edges_AreSeenInAsyncBodies() => Assert.Contains(
        Product, edge => edge.Outer == "FileListEndpoints" && edge.To.Name == "FileListing");

    private static List<Edge> EdgesOf(System.Reflection.Assembly assembly) =>
    [
        .. from type in new ArchLoader().LoadAssemblies(assembly).Build().Types
           where IsOurs(type)
           from dependency in type.Dependencies
           where dependency.Target is not GenericParameter // Those are in no namespace.
           select new Edge(type, dependency.Target),
    ];

    private static bool IsOurs(IType type) => IsIn(type, "ServerlessOrders");

    private static bool IsAzureSdk(IType type) =>
        type.Namespace.FullName == "Azure" || IsIn(type, "Azure.Core") || IsIn(type, "Azure.Data") || IsIn(type, "Azure.Identity") || IsIn(type, "Azure.Storage");

    private static bool IsIn(IType type, string root) =>
        type.Namespace.FullName == root || type.Namespace.FullName.StartsWith(root + '.', StringComparison.Ordinal);

    private static string RoomOf(IType type) => type.Namespace.FullName.Split('.').ElementAtOrDefault(1) ?? "";

    private sealed record Edge(IType From, IType To)
    {
        /// <summary>The name of the type that the source is, or is nested in.</summary>
        public string Outer => From.FullName[(From.Namespace.FullName.Length + 1)..].Split('+', '/', '`')[0];

        public override string ToString() => $"{From.FullName} uses {To.FullName}";
    }
}
