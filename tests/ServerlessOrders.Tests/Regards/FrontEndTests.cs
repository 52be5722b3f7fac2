using System.IO.Compression;
using System.Net;
using System.Text.Json;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Regards;

/// <summary>
/// REGARDS' own front end (RegardsOss/regards-frontend 2f56bee): the requests of its order, basket and settings modules, the types that
/// its PropTypes ask for, and its three download buttons, which are plain links.
/// </summary>
public sealed class FrontEndTests(RegardsServer regards) : IClassFixture<RegardsServer>
{
    // webapp/web_modules/data/shape/src/rs-order: name and type; with a question mark where it may be missing.
    private const string Basket = "id:number";
    private const string DatasetSelection = "id:number datasetIpid:string datasetLabel:string objectsCount:number filesCount:number filesSize:number itemsSelections:array fileSelectionDescription?:object";
    private const string ItemsSelection = "date:string filesCount:number objectsCount:number filesSize:number selectionRequest:object";
    private const string SelectionRequest = "engineType:string datasetUrn?:string entityIdsToInclude?:array entityIdsToExclude?:array searchParameters?:object selectionDate:string";
    private const string Order = "id:number label:string owner:string creationDate:string expirationDate?:string percentCompleted:number filesInErrorCount?:number status:string waitingForUser:boolean statusDate:string availableFilesCount:number datasetTasks:array";
    private const string DatasetTask = "id:number datasetLabel:string objectsCount:number filesCount:number filesSize:number fileSelectionDescription?:object";
    private const string OrderFile = "id:number orderId:number state:string source?:string dataType:string reference:boolean uri:string mimeType:string online:boolean checksum?:string digestAlgorithm?:string filesize?:number filename:string types?:array";
    private const string Setting = "name:string description:string value:any defaultValue:any";

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_FillsABasket_OrdersIt_AndOpensTheThreeLinks()
    {
        await regards.Server.AddProductsAsync(_tenant, "coast", ("a", "waves"), ("b", "sand"));
        var token = regards.Token(_tenant);

        // OrderBasketActions.addToBasket: all that the user sees, then one product.
        var basket = await AskAsync("POST", "/order/basket/selection", token,
            """{"engineType":"legacy","datasetUrn":null,"entityIdsToInclude":null,"entityIdsToExclude":null,"searchParameters":{"q":[""]}}""");
        basket = await AskAsync("POST", "/order/basket/selection", token,
            """{"engineType":"legacy","datasetUrn":null,"entityIdsToInclude":["a"],"entityIdsToExclude":[],"searchParameters":{"q":null}}""");
        Check(Basket, basket.GetProperty("content"));
        foreach (var dataset in basket.GetProperty("content").GetProperty("datasetSelections").EnumerateArray())
        {
            Check(DatasetSelection, dataset);
            foreach (var items in dataset.GetProperty("itemsSelections").EnumerateArray())
            {
                Check(ItemsSelection, items);
                Check(SelectionRequest, items.GetProperty("selectionRequest"));
            }
        }

        // CreateOrderActions.order, then OrderListActions and OrderDatasetFilesActions.
        var created = await AskAsync("POST", "/user/orders", token, """{"label":"from the front end","onSuccessUrl":"http://portal/user/demo/orders"}""");
        Check(Order, created.GetProperty("content"));
        var id = created.GetProperty("content").GetProperty("id").GetInt64();
        using var client = regards.Server.Client(_tenant, RegardsServer.User);
        await OrderServer.WaitForAsync(client, id, content => content.GetProperty("status").GetString() == "DONE");
        var orders = await AskAsync("GET", "/user/orders?page=0&size=20&sort=creationDate,desc", token);
        var order = Assert.Single(orders.GetProperty("content").EnumerateArray()).GetProperty("content");
        Check(Order, order);
        var task = Assert.Single(order.GetProperty("datasetTasks").EnumerateArray());
        Check(DatasetTask, task);
        var files = await AskAsync("GET", $"/orders/{id}/dataset/{task.GetProperty("id")}/files?page=0&size=20", token);
        foreach (var file in files.GetProperty("content").EnumerateArray()) Check(OrderFile, file.GetProperty("content"));

        // BasicActions.buildURL(endpoint, {…}, {token}): opened by the browser, which sends no header of the application.
        var content = new Dictionary<string, string> { ["a.txt"] = "waves", ["b.txt"] = "sand" };
        foreach (var file in files.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content")))
            Assert.Equal(content[file.GetProperty("filename").GetString()!], await OpenAsync($"/orders/files/{file.GetProperty("id")}?token={token}", reader => reader.ReadToEndAsync(Stop)));
        Assert.Contains("<resources>", await OpenAsync($"/user/orders/{id}/metalink/download?token={token}", reader => reader.ReadToEndAsync(Stop)), StringComparison.Ordinal);

        var again = await regards.OrderAllAsync(_tenant);
        using var zip = await regards.Http.GetAsync($"{RegardsServer.Prefix}/user/orders/{again}/download?token={token}", Stop);
        using var archive = new ZipArchive(await zip.Content.ReadAsStreamAsync(Stop));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Stop));
            Assert.Equal(content[entry.Name], await reader.ReadToEndAsync(Stop));
        }
    }

    [Fact]
    public async Task Administrator_FiltersOrders_AsTheFormSendsThem()
    {
        await regards.Server.AddProductsAsync(_tenant, "coast", ("a", "waves"));
        await regards.OrderAllAsync(_tenant);

        var found = await AskAsync("POST", "/orders/search?page=0&size=20&sort=creationDate,desc", regards.Token(_tenant, Role.PROJECT_ADMIN),
            """{"owner":"ada","statuses":{"values":["DONE"],"matchMode":"STRICT","mode":"INCLUDE"},"waitingForUser":"true","creationDate":{"after":"2020-01-01T00:00:00.000Z"}}""");

        Check(Order, Assert.Single(found.GetProperty("content").EnumerateArray()).GetProperty("content"));
    }

    /// <summary>SettingsContainer: reads the list, writes each setting whole with its new value, numbers as the form's texts.</summary>
    [Fact]
    public async Task Administrator_ChangesTheSettings()
    {
        var admin = regards.Token(_tenant, Role.PROJECT_ADMIN);
        var settings = (await AskAsync("GET", "/settings", admin)).EnumerateArray().ToDictionary(setting => setting.GetProperty("content").GetProperty("name").GetString()!);
        Assert.Equal(["app_sub_order_duration", "expiration_max_duration_in_hours", "user_order_parameters"], settings.Keys.Order());
        foreach (var setting in settings.Values)
        {
            Check(Setting, setting.GetProperty("content"));
            Assert.Contains("update", setting.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("rel").GetString()));
        }

        await AskAsync("PUT", "/settings/app_sub_order_duration", admin,
            """{"name":"app_sub_order_duration","description":"Sub order duration for applicative orders (in hours)","value":"5","defaultValue":2}""");
        await AskAsync("PUT", "/settings/user_order_parameters", admin, """{"name":"user_order_parameters","value":{"subOrderDuration":12,"delayBeforeEmailNotification":24}}""");

        var now = await AskAsync("GET", "/settings?names=app_sub_order_duration", admin);
        Assert.Equal(5, Assert.Single(now.EnumerateArray()).GetProperty("content").GetProperty("value").GetInt32());
    }

    private async Task<JsonElement> AskAsync(string method, string path, string token, string? body = null)
    {
        var (status, answer) = await regards.JsonAsync(method, RegardsServer.Prefix + path, token, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {(int)status} {answer}");
        return answer;
    }

    private async Task<string> OpenAsync(string path, Func<StreamReader, Task<string>> read)
    {
        using var response = await regards.Http.GetAsync(RegardsServer.Prefix + path, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.CacheControl?.Private);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        return await read(reader);
    }

    private static void Check(string shape, JsonElement value)
    {
        foreach (var part in shape.Split(' '))
        {
            var (name, type) = (part.Split(':')[0], part.Split(':')[1]);
            if (!value.TryGetProperty(name.TrimEnd('?'), out var member))
            {
                Assert.True(name.EndsWith('?'), $"{name} is missing: {value}");
                continue;
            }

            var found = member.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => "boolean",
                var kind => kind.ToString().ToLowerInvariant(),
            };
            Assert.True(type == "any" || type == found, $"{name} is {found}, not {type}: {value}");
        }
    }
}
