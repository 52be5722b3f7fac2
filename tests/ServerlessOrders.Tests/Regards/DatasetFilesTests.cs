using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Regards;

/// <summary>RAWDATA files of a dataset (data assets of a collection) are ordered with its products, as REGARDS does (contract, section 9).</summary>
public sealed class DatasetFilesTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 3)]
    [InlineData(".*[.]csv", 1)]
    public async Task FilesOfTheDataset_ComeOnce_WithTheProductsThatAreOrdered(string? pattern, int expected)
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "fields", ("a", "aaaa"), ("b", "bbb"), ("c", "cc"));
        await ImportCollectionAsync(server);
        using var client = server.Client(user: "ada@example.org");

        // Two selections of the same dataset, and the dataset's own files once.
        await SelectAsync(client, "productId:a");
        var selection = await SelectAsync(client, "productId:b");
        Assert.Equal((2, 3, 13), (selection.GetProperty("objectsCount").GetInt32(), selection.GetProperty("filesCount").GetInt32(), selection.GetProperty("filesSize").GetInt32()));
        if (pattern is not null)
        {
            using var filtered = await client.PutAsJsonAsync(
                $"/order/basket/dataset/{selection.GetProperty("id")}/updateFileFilters", new { fileNamePattern = pattern }, Stop);
            Assert.True(filtered.IsSuccessStatusCode, await filtered.Content.ReadAsStringAsync(Stop));
        }

        using var quoted = await client.PostAsync("/user/orders/quote", null, Stop);
        var quote = (await quoted.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content");
        Assert.Equal(expected, quote.GetProperty("files").GetInt32());
        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();

        var done = await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        var task = done.GetProperty("datasetTasks")[0];
        Assert.Equal(expected, task.GetProperty("filesCount").GetInt32());
        Assert.Equal(pattern is null ? 2 : 0, task.GetProperty("objectsCount").GetInt32());
        var files = await client.GetFromJsonAsync<JsonElement>($"/user/orders/{order}/files/available", Stop);
        var own = files.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content")).Single(file => file.GetProperty("filename").GetString() == "stations.csv");
        Assert.Equal(("fields", 6), (own.GetProperty("productId").GetString(), own.GetProperty("filesize").GetInt32()));
        Assert.Equal("x,y\n1\n", await client.GetStringAsync($"/orders/files/{own.GetProperty("id")}", Stop));
    }

    [Fact]
    public async Task DatasetWithoutASelectedProduct_BringsNothing()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "fields", ("a", "aaaa"));
        await ImportCollectionAsync(server);
        using var client = server.Client(user: "ada@example.org");

        using var answer = await client.PostAsJsonAsync(
            "/order/basket/selection", new { engineType = "legacy", searchParameters = new { q = new[] { "productId:nobody" } } }, Stop);

        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
        using var search = await client.GetAsync("/engines/legacy/datasets/search", Stop);
        var dataset = (await search.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content")[0].GetProperty("content");
        Assert.Equal("stations.csv", Assert.Single(dataset.GetProperty("files").GetProperty("RAWDATA").EnumerateArray()).GetProperty("filename").GetString());
    }

    /// <summary>One asset with the data of all products, and others that only describe the collection.</summary>
    private static async Task ImportCollectionAsync(OrderServer server)
    {
        var container = server.Storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("stations.csv", BinaryData.FromString("x,y\n1\n"), Stop);
        var json = $$"""
            {"type":"Collection","stac_version":"1.1.0","id":"fields","title":"Fields","description":"d","license":"other","links":[],
             "extent":{"spatial":{"bbox":[[-180,-90,180,90]] },"temporal":{"interval":[[null,null]]} },
             "assets":{"stations":{"href":"{{container.Uri}}/stations.csv","roles":["data"] },
                       "thumbnail":{"href":"{{container.Uri}}/t.png","roles":["thumbnail"] },"index":{"href":"abfs://items/fields.parquet"} } }
            """;
        var import = new StacImport(
            new CatalogStore(server.Storage), server.Storage, new BlobArchive(server.Storage), server.Services.GetRequiredService<ExternalFilePolicy>());
        await import.ImportStreamAsync(
            new StacImportRequest("demo", null), "collection.json", new MemoryStream(Encoding.UTF8.GetBytes(json)), null, Stop);
    }

    private static async Task<JsonElement> SelectAsync(HttpClient client, string query)
    {
        using var answer = await client.PostAsJsonAsync(
            "/order/basket/selection", new { engineType = "legacy", searchParameters = new { q = new[] { query } } }, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("datasetSelections")[0];
    }
}
