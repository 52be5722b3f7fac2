using ServerlessOrders.Api;
using ServerlessOrders.Functions;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>The rules of the rooms (CONTRIBUTING.md), read off the compiled types: what a body touches counts, however it came by it.</summary>
public sealed class RoomTests
{
    /// <summary>From the ground up, with the folders of a room each by itself: one uses those before it and none after it, so no circle can be.</summary>
    private static readonly string[] Rooms =
    [
        "", "Storage", "Telemetry", "Security", "Outbound", "Http",
        "Catalog", "Catalog.Geometry", "Catalog.Search", "Catalog.Index", "Catalog.Stores", "Catalog.Stac", "Catalog.Import", "Catalog.Remote",
        "Catalog.StacApi", "Catalog.Products",
        "Baskets", "SubOrders",
        "Orders", "Orders.Settings", "Orders.Index", "Orders.Waiting", "Orders.Lists", "Orders.Creation", "Orders.Quotes", "Orders.Lifetime",
        "Orders.Commands",
        "Mail", "Notifications",
        "Downloads.StacOut", "Downloads.Metalinks", "Downloads.Zip", "Downloads",
        "Workflow", "Maintenance", "Api.Pages", "Api.OpenApi", "Api",
    ];

    private static readonly IReadOnlyList<TypeUse> Product = TypeUse.AllOf(typeof(ApiTable).Assembly);

    [Fact]
    public void EveryNamespace_IsARoom() => Assert.Empty(
        Product.Where(use => use.IsOfOurs).Select(use => use.User.Room).Distinct().Except(Rooms));

    [Fact]
    public void Rooms_UseThoseBelowThemOnly() => AssertNone(Product
        .Where(use => use.IsOfOurs && Array.IndexOf(Rooms, use.Used.Room) > Array.IndexOf(Rooms, use.User.Room)));

    [Fact]
    public void AzureSdks_AreUsedInStorageStoresAndRowsOnly() => AssertNone(Product
        .Where(use => IsAzureSdk(use.Used) && use.User.Room != "Storage"
            && !use.User.Name.EndsWith("Store", StringComparison.Ordinal) && !use.User.Name.EndsWith("Rows", StringComparison.Ordinal)));

    [Fact]
    public void AspNetCore_IsUsedInHttpApiAndEndpointsOnly() => AssertNone(Product
        .Where(use => (use.Used.IsIn("Microsoft.AspNetCore") || use.Used.IsIn("Microsoft.Net.Http.Headers"))
            && !(use.User.IsIn("ServerlessOrders.Http") || use.User.IsIn("ServerlessOrders.Api")) && !use.User.Name.EndsWith("Endpoints", StringComparison.Ordinal)));

    [Fact]
    public void FunctionsApp_LeavesStorageToTheProduct() => AssertNone(
        TypeUse.AllOf(typeof(FunctionsApp).Assembly).Where(use => IsAzureSdk(use.Used)));

    /// <summary>The other rules would hold of anything if uses were not seen: these are in one kind of body only.</summary>
    /// <param name="user">Who uses it.</param>
    /// <param name="used">What is used.</param>
    [Theory]
    [InlineData("FileListEndpoints", "FileListing")] // A lambda in an async method.
    [InlineData("StacRun", "StacFollower")] // An async iterator.
    [InlineData("StacFolder", "DirectoryInfo")] // A signature.
    [InlineData("Health", "AllowedValuesAttribute")] // An attribute.
    public void Uses_AreSeenInEveryKindOfPlace(string user, string used) =>
        Assert.Contains(Product, use => use.User.Name == user && use.Used.Name == used);

    private static bool IsAzureSdk(TypeName type) =>
        type.Namespace == "Azure" || type.IsIn("Azure.Core") || type.IsIn("Azure.Data") || type.IsIn("Azure.Identity") || type.IsIn("Azure.Storage");

    // Not Assert.Empty, which cuts the names short.
    private static void AssertNone(IEnumerable<TypeUse> uses)
    {
        var names = string.Join('\n', uses.Select(use => use.ToString()).Order(StringComparer.Ordinal));
        Assert.True(names.Length == 0, names);
    }
}
