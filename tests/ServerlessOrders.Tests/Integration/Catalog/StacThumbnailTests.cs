using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>The pictures of products, over real HTTP and storage.</summary>
public sealed class StacThumbnailTests(AzuriteFixture azurite)
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheThumbnail_IsShownAndKeptByTheBrowser_BeforeAnyPreview()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await AddAsync(server, "pier", ("big", "image/png", DataType.QUICKLOOK_SD, [9]), ("small", "image/PNG; q=1", DataType.THUMBNAIL, Png));
        using var client = server.Client();

        using var answer = await client.GetAsync("/stac/collections/bay/items/pier/thumbnail", Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(Png, await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("max-age=3600, private", answer.Headers.CacheControl!.ToString());
        // Whoever signs in next at the same browser may be of another tenant.
        Assert.Equal(["Authorization"], answer.Headers.Vary);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/stac/collections/bay/items/pier/thumbnail");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await client.SendAsync(again, Stop);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/stac/collections/bay/items/pier/thumbnail"), Stop);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("script", "no thumbnail in our storage")]
    [InlineData("data", "no thumbnail in our storage")]
    [InlineData("large", "larger than")]
    [InlineData("archived", "lies in the Archive tier")]
    [InlineData("gone", "is gone")]
    [InlineData("nowhere", "no item 'nowhere'")]
    public async Task WhatCannotBeShown_IsNotFound_WithTheReason(string id, string reason)
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await AddAsync(server, "script", ("a", "image/svg+xml", DataType.THUMBNAIL, [1]));
        await AddAsync(server, "data", ("a", "image/png", DataType.RAWDATA, Png));
        await AddAsync(server, "large", ("a", "image/png", DataType.THUMBNAIL, new byte[StacThumbnailEndpoints.MaxBytes + 1]));
        await AddAsync(server, "archived", ("a", "image/png", DataType.THUMBNAIL, Png));
        await AddAsync(server, "gone", ("a", "image/png", DataType.THUMBNAIL, null));
        await server.Storage.Blobs.GetBlobContainerClient("pictures").GetBlobClient("archived/a").SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);
        using var client = server.Client();

        using var answer = await client.GetAsync($"/stac/collections/bay/items/{id}/thumbnail", Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    // Without a size in the catalog, as most documents tell none.
    private static async Task AddAsync(OrderServer server, string id, params (string Key, string MimeType, DataType Type, byte[]? Content)[] files)
    {
        var container = server.Storage.Blobs.GetBlobContainerClient("pictures");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        foreach (var file in files.Where(file => file.Content is not null))
            await container.UploadBlobAsync($"{id}/{file.Key}", new BinaryData(file.Content!), Stop);
        var assets = files.Select(file => new CatalogAsset(
            file.Key, file.Key, file.Type, file.MimeType, $"pictures/{id}/{file.Key}", false, null, null, null)).ToList();
        var item = new CatalogItem("bay", id, id, JsonDocument.Parse("{}").RootElement, null, null, null, assets);
        await new CatalogStore(server.Storage).WriteItemsAsync("demo", new[] { item }.ToAsyncEnumerable(), _ => { }, Stop);
    }
}
