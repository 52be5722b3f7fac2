using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ServerlessOrders.Tests.Regards;

/// <summary>
/// A public harvester of a live CNES archive (omegaflow/omegaflow 11a0d8d, tools/harvest/src/bin/demeter_harvest.rs) behind the gateway's
/// prefixes: lists the URNs of a query, orders them in batches through the basket, asks for the status, fetches the ZIP.
/// </summary>
public sealed class HarvesterTests(RegardsServer regards) : IClassFixture<RegardsServer>
{
    private const int PageSize = 10;
    private const int Batch = 15;

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Harvester_ListsOrdersAndFetchesAWholeDataset()
    {
        var products = Enumerable.Range(0, 35).Select(number => ($"N1_{number:D3}", $"orbit {number}")).ToArray();
        await regards.Server.AddProductsAsync(_tenant, "DMT_N1_1144", products);
        await regards.Server.AddProductsAsync(_tenant, "other", ("x", "not this one"));
        var token = regards.Token(_tenant);

        var urns = await ScanAsync(token);
        Assert.Equal(35, urns.Distinct().Count());

        var files = new Dictionary<string, string>();
        foreach (var (batch, index) in urns.Chunk(Batch).Select((batch, index) => (batch, index)))
        {
            var order = await CreateAsync(token, batch, $"demeter_{index:D4}");
            while (await StatusAsync(token, order) is var status && status != "DONE")
            {
                Assert.True(status is "PENDING" or "RUNNING", status);
                await Task.Delay(100, Stop);
            }

            await FetchAsync(token, order, files);
        }

        Assert.Equal(products.ToDictionary(product => $"{product.Item1}.txt", product => product.Item2), files);
    }

    /// <summary>After an answer that it cannot read it looks its order up by label.</summary>
    [Fact]
    public async Task Order_IsFoundByItsLabel_AndByItsStatus()
    {
        await regards.Server.AddProductsAsync(_tenant, "c", ("a", "1"));
        var token = regards.Token(_tenant);
        var first = await CreateAsync(token, ["a"], "demeter_0001");
        await CreateAsync(token, ["a"], "demeter_0002");

        Assert.Equal([first], await IdsAsync("label=demeter_0001&size=5&sort=id,desc"));
        Assert.Empty(await IdsAsync("label=demeter_000"));
        Assert.Empty(await IdsAsync("label=demeter_0001&status=FAILED"));
        Assert.Empty(await IdsAsync("status=FAILED"));
        Assert.Equal(2, (await IdsAsync("status=PENDING&status=RUNNING&status=DONE")).Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await regards.JsonAsync("GET", $"{RegardsServer.Prefix}/user/orders?status=OVER", token)).Status);

        async Task<IReadOnlyList<long>> IdsAsync(string query) =>
            [.. (await AskAsync("GET", $"/user/orders?{query}", token)).GetProperty("content").EnumerateArray().Select(order => order.GetProperty("content").GetProperty("id").GetInt64())];
    }

    private async Task<List<string>> ScanAsync(string token)
    {
        var urns = new List<string>();
        for (var page = 0; ; page++)
        {
            var (status, answer) = await regards.JsonAsync(
                "GET", $"{RegardsServer.CatalogPrefix}/engines/legacy/dataobjects/search?q=datasetUrn:DMT_N1_1144&size={PageSize}&page={page}", token);
            Assert.Equal(HttpStatusCode.OK, status);
            var content = answer.GetProperty("content");
            if (content.GetArrayLength() == 0) break;
            urns.AddRange(content.EnumerateArray().Select(item => item.GetProperty("content").GetProperty("id").GetString()!));
            if (page + 1 >= answer.GetProperty("metadata").GetProperty("totalPages").GetInt64()) break;
        }

        return urns;
    }

    private async Task<long> CreateAsync(string token, string[] batch, string label)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await regards.JsonAsync("DELETE", RegardsServer.Prefix + "/order/basket", token)).Status);
        var include = string.Join(',', batch.Select(urn => $"\"{urn}\""));
        var basket = await AskAsync("POST", "/order/basket/selection", token,
            $$$"""{"engineType":"legacy","datasetUrn":null,"entityIdsToInclude":[{{{include}}}],"entityIdsToExclude":null,"searchParameters":{"q":[""]}}""");
        Assert.Equal(batch.Length, basket.GetProperty("content").GetProperty("quota").GetInt32());
        return (await AskAsync("POST", "/user/orders", token, $$"""{"label":"{{label}}","onSuccessUrl":null}""")).GetProperty("content").GetProperty("id").GetInt64();
    }

    private async Task<string> StatusAsync(string token, long order)
    {
        var content = (await AskAsync("GET", $"/user/orders/{order}", token)).GetProperty("content");
        Assert.True(content.GetProperty("availableFilesCount").GetInt32() >= 0);
        return content.GetProperty("status").GetString()!;
    }

    private async Task FetchAsync(string token, long order, Dictionary<string, string> files)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{RegardsServer.Prefix}/user/orders/{order}/download");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await regards.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync(Stop));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Stop));
            files.Add(entry.Name, await reader.ReadToEndAsync(Stop));
        }
    }

    private async Task<JsonElement> AskAsync(string method, string path, string token, string? body = null)
    {
        var (status, answer) = await regards.JsonAsync(method, RegardsServer.Prefix + path, token, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {(int)status} {answer}");
        return answer;
    }
}
