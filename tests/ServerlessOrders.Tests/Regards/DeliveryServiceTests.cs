using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Tests.Regards;

/// <summary>
/// REGARDS' delivery service (RegardsOss/regards-backend 00346d9, rs-delivery, DeliveryDownloadService): asks for the available files page
/// by page, by number, sorted by id, as long as an answer has a <c>next</c> link; fetches each file of a page before it asks for the next,
/// and compares the MD5 of what it has with <c>checksum</c>.
/// </summary>
public sealed class DeliveryServiceTests(RegardsServer regards) : IClassFixture<RegardsServer>
{
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(12, 5)]
    [InlineData(12, 4)]
    [InlineData(3, 100)]
    public async Task Files_ThatAreFetchedPageByPage_AllArriveOnce(int count, int size)
    {
        var products = Enumerable.Range(0, count).Select(number => ($"p{number:D2}", $"content {number}")).ToArray();
        await regards.Server.AddProductsAsync(_tenant, "c", products);
        var order = await regards.OrderAllAsync(_tenant);
        var token = regards.Token(_tenant);
        var fetched = new Dictionary<string, string>();

        for (var (page, more) = (0, true); more; page++)
        {
            var (status, answer) = await regards.JsonAsync(
                "GET", $"{RegardsServer.Prefix}/orders/{order}/files/available?page={page}&size={size}&sort=id,asc", token);
            Assert.Equal(HttpStatusCode.OK, status);
            foreach (var file in answer.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content")))
            {
                // It makes a folder of the product's id and version, and fails where a file is there already.
                var name = $"{file.GetProperty("productId")}_{file.GetProperty("version")}/{file.GetProperty("filename")}";
                var bytes = await FetchAsync(token, file.GetProperty("id").GetInt64());
                Assert.Equal(file.GetProperty("checksum").GetString(), Md5(bytes));
                fetched.Add(name, Encoding.UTF8.GetString(bytes));
            }

            more = answer.GetProperty("links").EnumerateArray().Any(link => link.GetProperty("rel").GetString() == "next");
        }

        Assert.Equal(products.ToDictionary(product => $"{product.Item1}_1/{product.Item1}.txt", product => product.Item2), fetched);
    }

    private async Task<byte[]> FetchAsync(string token, long file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{RegardsServer.Prefix}/orders/files/{file}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await regards.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(Stop);
    }

#pragma warning disable CA5351 // The client's own check.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
