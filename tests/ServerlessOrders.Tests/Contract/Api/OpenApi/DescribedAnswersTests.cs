using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using static System.Net.HttpStatusCode;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

/// <summary>One user's way from the basket to the bytes, each answer held against the description of the API.</summary>
public sealed class DescribedAnswersTests(AzuriteFixture azurite)
{
    private static readonly object All = new { engineType = "legacy" };

    private readonly DescribedApi _api = new(JsonElement.Parse(new ApiDescription().Json("https://example.org")));

    [Fact]
    public async Task EveryStep_AnswersAsDescribed()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "coast", ("a", "Waves"), ("b", "Sand"));
        using var user = server.Client();
        using var other = server.Client(user: "bob@example.org");
        using var admin = server.Client(user: "root@example.org", role: Role.ADMIN);
        using var nobody = new HttpClient { BaseAddress = server.Address };

        await FillBasketAsync(user, nobody);
        var first = await OrderAsync(user);
        var (second, waiting) = await RestartAsync(user, first);
        await FollowAsync(user, other, admin, nobody, first, waiting);
        await ListAsync(user, other, first);
        await FetchFilesAsync(user, other, nobody, server, first, second);
        await FetchZipAsync(user, other, second);
        await OperateAsync(user, admin);
        await ApplyAsync(user);
        await UseAsRegardsAsync(user, admin, first);
        await AskServiceAsync(nobody);
        await FindAsync(user);
    }

    private async Task FillBasketAsync(HttpClient user, HttpClient nobody)
    {
        await _api.SendAsync(user, "GetBasket", "/order/basket", NoContent);
        await _api.SendAsync(nobody, "GetBasket", "/order/basket", Unauthorized);
        const string selection = "/order/basket/selection";
        await _api.SendAsync(user, "AddSelection", selection, NoContent, JsonContent.Create(new { engineType = "legacy", entityIdsToInclude = new[] { "none" } }));
        await _api.SendAsync(user, "AddSelection", selection, UnprocessableEntity, JsonContent.Create(new { engineType = "solr" }));
        await _api.SendAsync(user, "AddSelection", selection, BadRequest, new StringContent("{"));
        await _api.SendAsync(user, "AddSelection", selection, RequestEntityTooLarge, new StringContent(new string(' ', 2_000_000)));
        await _api.SendAsync(user, "AddSelection", selection, OK, JsonContent.Create(All));
        using var list = new MultipartFormDataContent { { new StringContent("a\nb"), "file", "list.txt" } };
        var basket = await _api.SendAsync(user, "UploadSelection", "/order/basket/selection/upload", OK, list);
        await _api.SendAsync(user, "UploadSelection", "/order/basket/selection/upload", BadRequest, new StringContent("a"));

        var coast = basket.GetProperty("content").GetProperty("datasetSelections")[0];
        var dataset = $"/order/basket/dataset/{coast.GetProperty("id")}";
        var filters = JsonContent.Create(new { fileTypes = new[] { "RAWDATA" }, fileNamePattern = ".*\\.txt" });
        await _api.SendAsync(user, "SetFileFilters", $"{dataset}/updateFileFilters", OK, filters);
        await _api.SendAsync(user, "SetFileFilters", $"{dataset}/updateFileFilters", BadRequest, JsonContent.Create(new { fileNamePattern = "(" }));
        await _api.SendAsync(user, "SetFileFilters", "/order/basket/dataset/1/updateFileFilters", NotFound);
        var date = coast.GetProperty("itemsSelections")[1].GetProperty("date").GetString()!;
        await _api.SendAsync(user, "RemoveItemsSelection", $"{dataset}/{Uri.EscapeDataString(date)}", OK);
        await _api.SendAsync(user, "RemoveItemsSelection", $"{dataset}/no-instant-but-long-enough", BadRequest);
        await _api.SendAsync(user, "GetBasket", "/order/basket", OK);
        await _api.SendAsync(user, "RemoveDatasetSelection", dataset, OK);
        await _api.SendAsync(user, "EmptyBasket", "/order/basket", NoContent);
        await _api.SendAsync(user, "AddSelection", selection, OK, JsonContent.Create(All));
    }

    private async Task UseAsRegardsAsync(HttpClient user, HttpClient admin, long order)
    {
        await _api.SendAsync(user, "CreateDownloadLink", $"/user/orders/{order}/download-link", OK);
        await _api.SendAsync(user, "GetSettings", "/settings", Forbidden);
        await _api.SendAsync(admin, "GetSettings", "/settings", OK);
        const string setting = "/settings/app_sub_order_duration";
        await _api.SendAsync(admin, "UpdateSetting", setting, OK, JsonContent.Create(new { value = 3 }));
        await _api.SendAsync(admin, "UpdateSetting", setting, UnprocessableEntity, JsonContent.Create(new { value = "soon" }));
        await _api.SendAsync(admin, "UpdateSetting", "/settings/colour", NotFound, JsonContent.Create(new { value = 3 }));
        await _api.SendAsync(admin, "ResetSetting", setting, OK);
        await _api.SendAsync(user, "SearchProducts", "/engines/legacy/dataobjects/search?q=&size=1", OK);
        await _api.SendAsync(user, "SearchProducts", "/engines/legacy/dataobjects/search?q=a:", UnprocessableEntity);
        await _api.SendAsync(user, "SearchDatasets", "/engines/legacy/datasets/search", OK);
    }

    private async Task<long> OrderAsync(HttpClient user)
    {
        await _api.SendAsync(user, "CreateOrder", "/user/orders", UnprocessableEntity, JsonContent.Create(new { label = new string('x', 51) }));
        var order = await _api.SendAsync(user, "CreateOrder", "/user/orders", Created, JsonContent.Create(new { label = "one" }));
        await _api.SendAsync(user, "CreateOrder", "/user/orders", NoContent);
        return await DoneAsync(user, order);
    }

    /// <returns>Another order that is done, and one that waits, because those before it hold the user's slots.</returns>
    private async Task<(long Second, long Waiting)> RestartAsync(HttpClient user, long first)
    {
        var address = $"/user/orders/{first}/restart";
        await _api.SendAsync(user, "RestartOrder", address, UnprocessableEntity, JsonContent.Create(new { label = "one" }));
        var second = await DoneAsync(user, await _api.SendAsync(user, "RestartOrder", address, Created));
        var third = Id(await _api.SendAsync(user, "RestartOrder", address, Created, JsonContent.Create(new { label = "three" })));
        await OrderServer.WaitForAsync(user, third, order => order.GetProperty("status").GetString() == "RUNNING");
        await _api.SendAsync(user, "RestartOrder", $"/user/orders/{third}/restart", Unauthorized);
        return (second, third);
    }

    private async Task FollowAsync(HttpClient user, HttpClient other, HttpClient admin, HttpClient nobody, long done, long waiting)
    {
        await _api.SendAsync(user, "GetOrder", $"/user/orders/{done}", OK);
        await _api.SendAsync(user, "GetOrder", "/user/orders/4711", NotFound);
        await _api.SendAsync(user, "GetOrder", "/user/orders/0", NotFound);
        await _api.SendAsync(other, "GetOrder", $"/user/orders/{done}", Forbidden);
        await _api.SendAsync(nobody, "GetOrder", $"/user/orders/{done}", Unauthorized);
        await _api.SendAsync(user, "ListOwnOrders", "/user/orders?page=0&size=2&sort=id,asc", OK);
        await _api.SendAsync(user, "ListOwnOrders", "/user/orders?size=none", BadRequest);
        await _api.SendAsync(user, "ListAvailableFiles", $"/orders/{waiting}/files/available", NoContent);
        await _api.SendAsync(user, "GetFile", $"/orders/files/{FileIds.Of(waiting, 0)}", Accepted);
        await _api.SendAsync(user, "DownloadZip", $"/user/orders/{waiting}/download", NoContent);

        await _api.SendAsync(user, "GetOrder", $"/user/orders/{waiting}", OK);
        await _api.SendAsync(user, "ExtendOrder", $"/user/orders/{done}/expiration", OK, JsonContent.Create(new { hours = 168 }));
        await _api.SendAsync(user, "ExtendOrder", $"/user/orders/{done}/expiration", UnprocessableEntity, JsonContent.Create(new { hours = 169 }));
        await _api.SendAsync(user, "ExtendOrder", $"/user/orders/{done}/expiration", BadRequest, JsonContent.Create(new { hours = "many" }));
        await _api.SendAsync(other, "ExtendOrder", $"/user/orders/{done}/expiration", Unauthorized, JsonContent.Create(new { hours = 168 }));

        await _api.SendAsync(user, "PauseOrder", $"/user/orders/pause/{done}", Unauthorized);
        await _api.SendAsync(other, "PauseOrder", $"/user/orders/pause/{waiting}", Unauthorized);
        await _api.SendAsync(user, "PauseOrder", "/user/orders/pause/4711", NotFound);
        await _api.SendAsync(user, "PauseOrder", $"/user/orders/pause/{waiting}", OK);
        await _api.SendAsync(user, "ResumeOrder", $"/user/orders/resume/{waiting}", OK);
        await _api.SendAsync(user, "ResumeOrder", $"/user/orders/resume/{waiting}", Unauthorized);
        await _api.SendAsync(user, "DeleteOrder", $"/user/orders/{waiting}", Unauthorized);
        await _api.SendAsync(user, "DeleteOrder", $"/user/orders/{waiting}?cancel=true", OK);
        await _api.SendAsync(user, "DownloadMetalink", $"/user/orders/{waiting}/metalink/download", NotFound);
        await _api.SendAsync(user, "RemoveOrder", $"/user/orders/remove/{waiting}", Unauthorized);
        await _api.SendAsync(admin, "RemoveOrder", $"/user/orders/remove/{waiting}", OK);
        await _api.SendAsync(user, "RetryOrder", $"/user/orders/{done}/retry", Unauthorized);
    }

    private async Task FindAsync(HttpClient user)
    {
        foreach (var (name, path, missing) in new[]
        {
            ("StacLanding", "/stac", null), ("StacConformance", "/stac/conformance", null), ("StacCollections", "/stac/collections", null),
            ("StacCollection", "/stac/collections/coast", "/stac/collections/nowhere"),
            ("StacItems", "/stac/collections/coast/items", "/stac/collections/nowhere/items"),
            ("StacItem", "/stac/collections/coast/items/a", "/stac/collections/coast/items/z"),
            ("StacSearch", "/stac/search?collections=coast&limit=1", null),
        })
        {
            await _api.SendAsync(user, name, path, OK);
            await _api.SendAsync(user, name + "Headers", path, OK);
            if (missing is not null) await _api.SendAsync(user, name, missing, NotFound);
        }

        await _api.SendAsync(user, "StacThumbnail", "/stac/collections/coast/items/a/thumbnail", NotFound);
        await _api.SendAsync(user, "StacSearch", "/stac/search?limit=0", BadRequest);
        await _api.SendAsync(user, "PostStacSearch", "/stac/search", OK, JsonContent.Create(new { collections = new[] { "coast" }, limit = 1 }));
        await _api.SendAsync(user, "PostStacSearch", "/stac/search", BadRequest, JsonContent.Create(new { limit = -1 }));
    }

    private async Task ListAsync(HttpClient user, HttpClient other, long order)
    {
        var dataset = FileIds.Of(order, 0);
        await _api.SendAsync(user, "ListDatasetFiles", $"/orders/{order}/dataset/{dataset}/files?sort=id,desc", OK);
        await _api.SendAsync(user, "ListDatasetFiles", $"/orders/{order}/dataset/{dataset + 9}/files", NotFound);
        await _api.SendAsync(other, "ListDatasetFiles", $"/orders/{order}/dataset/{dataset}/files", Forbidden);
        await _api.SendAsync(user, "ListAvailableFiles", $"/orders/{order}/files/available?size=1", OK);
        await _api.SendAsync(user, "ListAvailableFiles", $"/orders/{order}/files/available?sort=name", BadRequest);
        await _api.SendAsync(user, "ListUserAvailableFiles", $"/user/orders/{order}/files/available?size=1", OK);
        await _api.SendAsync(user, "ListUserAvailableFiles", $"/user/orders/{order}/files/available?after=1", BadRequest);
        await _api.SendAsync(user, "ListSubOrderAvailableFiles", $"/orders/{order}/filesTask/{dataset}/files/available", OK);
        await _api.SendAsync(user, "ListSubOrderAvailableFiles", $"/orders/{order}/filesTask/{dataset + 9}/files/available", NotFound);
    }

    private async Task FetchFilesAsync(HttpClient user, HttpClient other, HttpClient nobody, OrderServer server, long order, long strange)
    {
        var snapshot = await server.Services.GetRequiredService<OrderStore>()
            .FindAsync(new OrderKey("demo", order), TestContext.Current.CancellationToken);
        var token = server.Services.GetRequiredService<OrderTokens>().Issue(snapshot!.Order);
        var file = FileIds.Of(order, 0);
        var listed = await _api.SendAsync(user, "ListDatasetFiles", $"/orders/{order}/dataset/{file}/files", OK);
        var urn = listed.GetProperty("content")[0].GetProperty("content").GetProperty("ipId").GetString();

        await _api.SendAsync(user, "DownloadMetalink", $"/user/orders/{order}/metalink/download", OK);
        await _api.SendAsync(user, "GetOrderStac", $"/user/orders/{order}/stac?limit=1", OK);
        await _api.SendAsync(user, "GetOrderStac", $"/user/orders/{order}/stac?limit=0", BadRequest);
        await _api.SendAsync(nobody, "GetPublicOrderStac", $"/user/orders/stac?orderToken={token}", OK);
        await _api.SendAsync(nobody, "DownloadPublicMetalink", "/user/orders/metalink/download", Unauthorized);
        await _api.SendAsync(nobody, "DownloadPublicMetalink", $"/user/orders/metalink/download?orderToken={token}&scope=demo", OK);
        foreach (var head in new[] { "Headers", "" })
        {
            await _api.SendAsync(user, $"GetFile{head}", $"/orders/files/{file}", OK);
            await _api.SendAsync(nobody, $"GetPublicFile{head}", $"/orders/public/files/{file}?orderToken={token}", OK);
            await _api.SendAsync(nobody, $"GetAipFile{head}", $"/orders/aips/{urn}/files/{file}?orderToken={token}", OK);
        }

        await _api.SendAsync(user, "GetFile", $"/orders/files/{file}", PartialContent, range: "bytes=1-2");
        await _api.SendAsync(user, "GetFile", $"/orders/files/{file}", RequestedRangeNotSatisfiable, range: "bytes=99-");
        await _api.SendAsync(other, "GetFile", $"/orders/files/{file}", Forbidden);
        await _api.SendAsync(user, "GetFile", $"/orders/files/{file + 99}", NotFound);
        await _api.SendAsync(nobody, "GetPublicFile", $"/orders/public/files/{file}", Unauthorized);
        await _api.SendAsync(nobody, "GetPublicFile", $"/orders/public/files/{FileIds.Of(strange, 0)}?orderToken={token}", Forbidden);
        await _api.SendAsync(nobody, "GetAipFile", $"/orders/aips/URN/files/{file}?orderToken={token}", NotFound);
    }

    private async Task FetchZipAsync(HttpClient user, HttpClient other, long order)
    {
        var address = $"/user/orders/{order}/download";
        foreach (var head in new[] { "Headers", "" })
        {
            await _api.SendAsync(user, $"DownloadZip{head}", address, OK);
            await _api.SendAsync(user, $"DownloadZipVersion{head}", $"{address}/1", OK);
        }

        await _api.SendAsync(user, "DownloadZip", address, NoContent);
        await _api.SendAsync(user, "DownloadZipVersion", $"{address}/1", PartialContent, range: "bytes=0-3");
        await _api.SendAsync(user, "DownloadZipVersion", $"{address}/99", NotFound);
        await _api.SendAsync(other, "DownloadZip", address, Forbidden);
    }

    private async Task OperateAsync(HttpClient user, HttpClient admin)
    {
        await _api.SendAsync(admin, "AddSelection", "/order/basket/selection", OK, JsonContent.Create(All));
        await _api.SendAsync(admin, "CreateAppOrder", "/orders", Created);
        await _api.SendAsync(user, "ListOrders", "/orders", Forbidden);
        await _api.SendAsync(admin, "ListOrders", "/orders?status=DONE&from=2020-01-01T00:00:00Z&waitingForUser=false", OK);
        await _api.SendAsync(admin, "ListOrders", "/orders?status=GONE", BadRequest);
        var search = new { owner = "ada", statuses = new { values = new[] { "DELETED" }, mode = "EXCLUDE" } };
        await _api.SendAsync(admin, "SearchOrders", "/orders/search?size=1", OK, JsonContent.Create(search));
        await _api.SendAsync(admin, "SearchOrders", "/orders/search", BadRequest, JsonContent.Create(new { statuses = new { } }));
        await _api.SendAsync(admin, "GetOrdersCsv", "/orders/csv?user=ada@example.org", OK);
        await _api.SendAsync(admin, "PostOrdersCsv", "/orders/csv", OK, JsonContent.Create(search));
    }

    private async Task ApplyAsync(HttpClient user)
    {
        await _api.SendAsync(user, "ApplyOrder", "/user/orders/apply", OK, JsonContent.Create(new { queries = new[] { "productId:a" } }));
        await _api.SendAsync(user, "ApplyOrder", "/user/orders/apply", UnprocessableEntity, JsonContent.Create(new { queries = new[] { "productId:none" } }));
        await _api.SendAsync(user, "ApplyOrder", "/user/orders/apply", UnprocessableEntity, JsonContent.Create(new { }));
        await _api.SendAsync(user, "ApplyOrder", "/user/orders/apply", BadRequest, JsonContent.Create(new { queries = 1 }));

        await _api.SendAsync(user, "QuoteOrder", "/user/orders/quote", OK, JsonContent.Create(new { queries = new[] { "productId:a" } }));
        await _api.SendAsync(user, "QuoteOrder", "/user/orders/quote", UnprocessableEntity, JsonContent.Create(new { queries = new[] { "productId:none" } }));
        await _api.SendAsync(user, "QuoteOrder", "/user/orders/quote", NoContent);

        // Its filters leave no file: DONE_WITH_WARNING, which can be retried.
        var previews = new { queries = new[] { "productId:a" }, filters = new { dataTypes = new[] { "QUICKLOOK" } } };
        var granted = await _api.SendAsync(user, "ApplyOrder", "/user/orders/apply", OK, JsonContent.Create(previews));
        var empty = granted.GetProperty("content").GetProperty("orderId").GetInt64();
        await OrderServer.WaitForAsync(user, empty, content => content.GetProperty("status").GetString() == "DONE_WITH_WARNING");
        await _api.SendAsync(user, "RetryOrder", $"/user/orders/{empty}/retry", OK);
    }

    private async Task AskServiceAsync(HttpClient nobody)
    {
        foreach (var head in new[] { "Headers", "" })
        {
            await _api.SendAsync(nobody, $"OpenApi{head}", "/openapi.json", OK);
            await _api.SendAsync(nobody, $"Docs{head}", "/docs", OK);
            await _api.SendAsync(nobody, $"GetPagesConfig{head}", "/pages-config.json", OK);
            await _api.SendAsync(nobody, $"GetPageAsset{head}", "/assets/none", NotFound);
            await _api.SendAsync(nobody, $"HealthLive{head}", "/health/live", OK);
            await _api.SendAsync(nobody, $"HealthReady{head}", "/health/ready", OK);
        }
    }

    private static async Task<long> DoneAsync(HttpClient user, JsonElement order)
    {
        await OrderServer.WaitForAsync(user, Id(order), content => content.GetProperty("status").GetString() == "DONE");
        return Id(order);
    }

    private static long Id(JsonElement order) => order.GetProperty("content").GetProperty("id").GetInt64();
}
