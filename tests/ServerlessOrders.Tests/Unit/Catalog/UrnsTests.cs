using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class UrnsTests
{
    [Fact]
    public void Product_WithTheSlashElsewhere_IsAnotherProduct() =>
        Assert.NotEqual(Urns.Product("demo", "a", "b/c"), Urns.Product("demo", "a/b", "c"));

    [Theory]
    [InlineData("1", "1:a", "11", ":a")]
    [InlineData("a", "bc", "ab", "c")]
    [InlineData("é", "x", "Ã©", "x")]
    public void Product_OfOtherNames_IsAnotherProduct(string collection, string item, string otherCollection, string otherItem) =>
        Assert.NotEqual(Urns.ProductUuid(collection, item), Urns.ProductUuid(otherCollection, otherItem));

    // Computed with Python: uuid.uuid5(uuid.UUID('f3c1b1a6-5d0e-4c8e-9a57-2b7d64e0c9d3'), name).
    [Theory]
    [InlineData("demo", "landsat", "LC08_1", "URN:AIP:DATA:demo:e22690a9-f35f-50c8-b73c-f503c93d84da:V1")]
    [InlineData("demo", "été", "a/b c", "URN:AIP:DATA:demo:debb0c48-696a-5712-87a1-a00f6b7916ef:V1")]
    public void Product_IsAVersion5Uuid(string tenant, string collection, string item, string urn) =>
        Assert.Equal(urn, Urns.Product(tenant, collection, item));

    [Fact]
    public void Dataset_IsAVersion5Uuid() => Assert.Equal("URN:AIP:DATASET:demo:664bd109-e556-5ca6-9116-651d31093330:V1", Urns.Dataset("demo", "landsat"));

    [Fact]
    public void ParseProduct_ReadsItsOwn()
    {
        var urn = Urns.Product("demo", "landsat", "LC08_1");

        Assert.Equal(Urns.ProductUuid("landsat", "LC08_1"), Urns.ParseProduct("demo", urn));
        Assert.Equal(Urns.ProductUuid("landsat", "LC08_1"), Urns.ParseProduct("demo", urn.Replace("URN:AIP", "urn:aip", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("URN:AIP:DATA:other:11111111-2222-5333-8444-555555555555:V1")]
    [InlineData("URN:AIP:DATASET:demo:11111111-2222-5333-8444-555555555555:V1")]
    [InlineData("URN:AIP:DATA:demo:11111111-2222-5333-8444-555555555555:V2")]
    [InlineData("URN:AIP:DATA:demo:11111111-2222-5333-8444-55555555555:V1")]
    [InlineData("URN:AIP:DATA:demo:")]
    [InlineData("LC08_1")]
    [InlineData("")]
    public void ParseProduct_OfAnythingElse_IsNull(string text) => Assert.Null(Urns.ParseProduct("demo", text));
}
