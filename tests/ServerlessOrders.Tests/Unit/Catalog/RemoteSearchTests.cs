using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>What a remote catalog is asked for, and which settings it can have.</summary>
public sealed class RemoteSearchTests
{
    private const string Tenant = "demo";

    [Theory]
    [InlineData("legacy", "q", "*:*", "")]
    [InlineData("legacy", "q", "eo:cloud_cover:[0 TO 10]", "")]
    [InlineData("legacy", "q", "b OR a", """, "ids": ["a", "b"]""")]
    [InlineData("legacy", "q", "NOT a", "")]
    [InlineData("legacy", "q", "a AND platform:x", """, "ids": ["a"]""")]
    [InlineData("stac", "bbox", "1.5,2,3,4", """, "bbox": [1.5, 2, 3, 4]""")]
    [InlineData("stac", "bbox", "170,2,-170,4", """, "bbox": [170, 2, -170, 4]""")]
    [InlineData("stac", "intersects", """{"type": "LineString", "coordinates": [[170, 1], [190, 2]]}""", """, "bbox": [170, 1, -170, 2]""")]
    [InlineData("stac", "datetime", "2024-02-29T12:00:00Z", """, "datetime": "2024-02-29T12:00:00Z/2024-02-29T12:00:00Z" """)]
    [InlineData("stac", "datetime", "2024-12-31", """, "datetime": "2024-12-31T00:00:00Z/2025-01-01T00:00:00Z" """)]
    [InlineData("stac", "datetime", "2024-01-31T12:00:00.25+02:00/..", """, "datetime": "2024-01-31T10:00:00Z/.." """)]
    [InlineData("stac", "datetime", "../2024-01-31T12:00:00.25Z", """, "datetime": "../2024-01-31T12:00:01Z" """)]
    [InlineData("stac", "datetime", "../9999-12-31T23:59:59.9999999Z", "")]
    public void ASearch_AsksForWhatStacApisSayExactly_AndNeverForLess(string engine, string name, string value, string expected)
    {
        var search = Assert.Single(RemoteSearch.Of(Tenant, "c", [Query(engine, name, value)], 50));

        var body = JsonNode.Parse($$"""{"collections": ["c"], "limit": 50{{expected}} }""");
        Assert.True(JsonNode.DeepEquals(body, search.Body), search.Body.ToJsonString());
    }

    [Fact]
    public void ManyIds_AreSeveralSearches() => Assert.Equal(
        [100, 100, 50],
        RemoteSearch.Of(Tenant, "c", [Query("stac", "ids", [.. Enumerable.Range(0, 250).Select(i => $"i{i}")])], 50)
            .Select(search => search.Body["ids"]!.AsArray().Count));

    [Fact]
    public void LongIds_AreAsManySearches_AsFitAnAddressEach()
    {
        var searches = RemoteSearch.Of(Tenant, "c", [Query("stac", "ids", [.. Enumerable.Range(0, 90).Select(i => $"{new string('é', 50)}{i}")])], 50);

        Assert.Equal(90, searches.SelectMany(search => search.Body["ids"]!.AsArray()).Select(id => (string)id!).Distinct().Count());
        Assert.All(searches, search => Assert.InRange(search.Address(new Uri("https://stac.example.org/search"))!.AbsoluteUri.Length, 1000, 4200));
    }

    [Theory]
    [InlineData("stac", "bbox", "170,2,-170,4", "?collections=c&limit=50&bbox=170%2C2%2C-170%2C4")]
    [InlineData("stac", "datetime", "2024-01-31T12:00:00+02:00/..", "?collections=c&limit=50&datetime=2024-01-31T10%3A00%3A00Z%2F..")]
    [InlineData("legacy", "q", "b OR \"a&é\"", "?collections=c&ids=a%26%C3%A9%2Cb&limit=50")]
    public void ASearchByGet_AsksForTheSame(string engine, string name, string value, string expected) => Assert.Equal(
        "https://stac.example.org/v1/search" + expected,
        Assert.Single(RemoteSearch.Of(Tenant, "c", [Query(engine, name, value)], 50)).Address(new Uri("https://stac.example.org/v1/search"))!.AbsoluteUri);

    [Fact]
    public void AQueryOfAnotherCollection_AsksForNothing() =>
        Assert.Equal(1, Assert.Single(RemoteSearch.Of(Tenant, "c", [Query("stac", "collections", "other"), Query("stac", "collections", "c")], 50)).Query);

    [Fact]
    public void AUrn_HasItsCollectionLookedThrough_IfThatIsNamed_AndIsOfTheBuiltInCatalogIfNot()
    {
        var request = new SelectionRequest("legacy", "c", EntityIdsToInclude: [Urns.Product(Tenant, "c", "a")]);

        Assert.Null(Assert.Single(RemoteSearch.Of(Tenant, "c", [SelectionParser.Parse(Tenant, request).Query!], 50)).Body["ids"]);
        Assert.Empty(RemoteSearch.Of(Tenant, "c", [SelectionParser.Parse(Tenant, request with { DatasetUrn = null }).Query!], 50));
    }

    [Fact]
    public void ACursor_StaysShort_HoweverLongTheSearchIs()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"a long name of a product {i}").ToArray();
        var search = Assert.Single(RemoteSearch.Of(Tenant, "c", [Query("stac", "ids", ids)], 50));
        var echoed = search.Body.DeepClone().AsObject();
        echoed["next"] = "token";
        echoed.Remove("limit");
        var links = JsonNode.Parse($$"""[{"rel": "next", "method": "POST", "href": "/search", "body": {{echoed.ToJsonString()}} }]""")!;
        var settings = new RemoteCatalogOptions { Address = "https://stac.example.org" };
        var asked = new RemoteRequest(HttpMethod.Post, new Uri("https://stac.example.org/search"), search.Body);

        var link = RemoteLink.Next(System.Text.Json.JsonSerializer.SerializeToElement(links), asked, asked.Address, search.Body, settings)!;
        var text = RemoteCursor.Start.Next(link, 50)!.ToString();

        Assert.InRange(text.Length, 1, 300);
        Assert.True(JsonNode.DeepEquals(echoed, RemoteCursor.Parse(text).Link!.Request(search.Body).Body));
    }

    [Theory]
    [InlineData("Address", "stac.example.org", "Orders:Catalogs:0:Address")]
    [InlineData("Address", "https://user:secret@stac.example.org/", "Orders:Catalogs:0:Address")]
    [InlineData("Address", "https://stac.example.org/?key=secret", "Orders:Catalogs:0:Address")]
    [InlineData("Address", "https://10.1.2.3/", "Orders:Catalogs:0:PrivateAddress")]
    [InlineData("Address", "http://localhost:8080/stac", "Orders:Catalogs:0:PrivateAddress")]
    [InlineData("Address", "http://stac.example.org/", "Orders:Catalogs:0:Secret")]
    [InlineData("Header", "Content-Type", "Orders:Catalogs:0:Header")]
    [InlineData("Header", "X Key", "Orders:Catalogs:0:Header")]
    [InlineData("Header", "Host", "Orders:Catalogs:0:Header")]
    [InlineData("Secret", "two\r\nlines", "Orders:Catalogs:0:Secret")]
    [InlineData("Collections:0", "", "Orders:Catalogs:0:Collections")]
    [InlineData("Tenants:0", " ", "Orders:Catalogs:0:Tenants")]
    [InlineData("PageItems", "1001", "Orders:Catalogs:0:PageItems")]
    [InlineData("MaxItems", "0", "Orders:Catalogs:0:MaxItems")]
    public void ASettingThatCannotBe_IsNamed_AndNoSecretWithIt(string name, string value, string named)
    {
        Assert.Null(Problem([]));
        var problem = Problem(new() { [$"Orders:Catalogs:0:{name}"] = value });

        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem!.Replace($"{named}", "", StringComparison.Ordinal).Replace(":Secret", "", StringComparison.Ordinal).Replace("the secret one line", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void ACollectionOfTwoCatalogs_IsRefused_UnlessTheyHaveNoTenantInCommon()
    {
        var second = new Dictionary<string, string?> { ["Orders:Catalogs:1:Address"] = "https://two.example.org", ["Orders:Catalogs:1:Collections:0"] = "c" };
        Assert.Contains("Orders:Catalogs:1:Collections names 'c'", Problem(new(second)), StringComparison.Ordinal);

        second["Orders:Catalogs:0:Tenants:0"] = "a";
        second["Orders:Catalogs:1:Tenants:0"] = "b";
        Assert.Null(Problem(second));
    }

    private static string? Problem(Dictionary<string, string?> changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Orders:Catalogs:0:Address"] = "https://stac.example.org/v1", ["Orders:Catalogs:0:Collections:0"] = "c", ["Orders:Catalogs:0:Secret"] = "Bearer x",
        };
        foreach (var (name, value) in changes) settings[name] = value;
        var options = new RemoteCatalogsOptions();
        options.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var result = new RemoteCatalogsValidator().Validate(null, options);
        return result.Succeeded ? null : Assert.Single(result.Failures!);
    }

    private static ItemQuery Query(string engine, string name, params string[] values)
    {
        var parsed = SelectionParser.Parse(Tenant, new SelectionRequest(engine, null, new Dictionary<string, IReadOnlyList<string>> { [name] = values }));
        Assert.True(parsed.Query is not null, parsed.Error);
        return parsed.Query;
    }
}
