using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Baskets;

/// <summary>What the tests of baskets need again and again.</summary>
internal static class Selections
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, 123, TimeSpan.Zero);

    public static SelectionRequest Products(params string[] ids) => new("legacy", EntityIdsToInclude: ids);

    public static SelectionRequest All(string? collection = null) => new("legacy", DatasetUrn: collection);

    public static SelectionBuilder Builder(ICatalog catalog, TimeProvider? time = null, long maxProducts = 1000) =>
        new(catalog, Options.Create(new OrdersOptions { MaxProductsPerBasket = maxProducts }), time ?? new FakeTimeProvider(Start));

    public static async Task<Basket> With(this SelectionBuilder builder, Basket basket, params SelectionRequest[] requests)
    {
        foreach (var request in requests)
        {
            var result = await builder.AddAsync("demo", basket, request, CancellationToken.None);
            Assert.Equal(BasketStatus.Done, result.Status);
            basket = result.Basket!;
        }

        return basket;
    }
}
