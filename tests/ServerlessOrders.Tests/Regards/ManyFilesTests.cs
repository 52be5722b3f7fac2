using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace ServerlessOrders.Tests.Regards;

/// <summary>The files of an order fetched by four workers while somebody pages through the list of what is available.</summary>
public sealed class ManyFilesTests(RegardsServer regards) : IClassFixture<RegardsServer>
{
    private const int Workers = 4;

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task EachFile_IsFetchedOnce_Of200(bool byLinks) => RunAsync(200, 25, byLinks);

    [Theory(Explicit = true)]
    [Trait("Category", "Large")]
    [InlineData(true)]
    [InlineData(false)]
    public Task EachFile_IsFetchedOnce_Of10000(bool byLinks) => RunAsync(10_000, 100, byLinks);

    /// <param name="count">How many files there are.</param>
    /// <param name="size">Files a page.</param>
    /// <param name="byLinks">Whether the pages are those of the links, or counted.</param>
    private async Task RunAsync(int count, int size, bool byLinks)
    {
        var products = Enumerable.Range(0, count).Select(number => ($"p{number:D5}", $"{number}")).ToArray();
        await regards.Server.AddProductsAsync(_tenant, "c", products);
        using var client = regards.Server.Client(_tenant, RegardsServer.User);
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE", TimeSpan.FromMinutes(10));
        var token = regards.Token(_tenant);

        // So small that the pager is never far ahead of the workers.
        var wanted = Channel.CreateBounded<(string Name, string Address)>(size);
        var fetched = new ConcurrentBag<(string Name, string Content)>();
        var workers = Enumerable.Range(0, Workers).Select(_ => FetchAllAsync(wanted.Reader, fetched, token)).ToList();
        var next = $"{RegardsServer.Prefix}/user/orders/{order}/files/available?size={size}";
        for (var page = 0; next is not null; page++)
        {
            var (status, answer) = await regards.JsonAsync("GET", byLinks ? next : $"{RegardsServer.Prefix}/user/orders/{order}/files/available?page={page}&size={size}", token);
            Assert.Equal(HttpStatusCode.OK, status);
            foreach (var file in answer.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content")))
                await wanted.Writer.WriteAsync((file.GetProperty("filename").GetString()!, file.GetProperty("downloadUrl").GetString()!), Stop);
            next = answer.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
        }

        wanted.Writer.Complete();
        await Task.WhenAll(workers);
        Assert.Equal(
            products.Select(product => ($"{product.Item1}.txt", product.Item2)), fetched.OrderBy(file => file.Name, StringComparer.Ordinal));
    }

    private async Task FetchAllAsync(ChannelReader<(string Name, string Address)> wanted, ConcurrentBag<(string Name, string Content)> fetched, string token)
    {
        await foreach (var (name, address) in wanted.ReadAllAsync(Stop))
        {
            using var response = await regards.Http.GetAsync($"{address}?token={token}", Stop);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            fetched.Add((name, await response.Content.ReadAsStringAsync(Stop)));
        }
    }
}
