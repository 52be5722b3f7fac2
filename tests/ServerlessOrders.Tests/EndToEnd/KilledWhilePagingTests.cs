using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>A process ends by SIGKILL while it pages through a catalog that is a STAC API elsewhere; the next start goes on.</summary>
public sealed class KilledWhilePagingTests(AzuriteFixture azurite) : IDisposable
{
    private const int Pages = 5;
    private const int PageItems = 3;

    private readonly TempFolder _folder = new();
    private readonly List<int> _asked = [];
    private TaskCompletionSource _held = new();
    private int? _heldPage;
    private bool _answersHeld;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>Most of its time goes by until the lease of each killed process ends.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task AnOrderOfAProcessKilledInAPage_HasEachFileOnce()
    {
        var connection = await azurite.NewAccountAsync();
        var storage = AzuriteFixture.Open(connection);
        var files = storage.Blobs.GetBlobContainerClient("files");
        await files.CreateAsync(cancellationToken: Stop);
        for (var number = 0; number < Pages * PageItems; number++) await files.UploadBlobAsync(Name(number), BinaryData.FromString($"content {number}"), Stop);
        await using var catalog = await ForeignHost.StartAsync();
        catalog.Answer("v1/search", http => AnswerAsync(http, files.Uri));
        (string, string)[] settings =
        [
            ("Orders__Catalogs__0__Address", catalog.Address("v1", "127.0.0.1")), ("Orders__Catalogs__0__PrivateAddress", "true"),
            ("Orders__Catalogs__0__Collections__0", "scenes"), ("Orders__Catalogs__0__PageItems", $"{PageItems}"),
        ];
        var process = await LocalProcess.ServeStorageAsync(_folder["data"], connection, settings);
        try
        {
            var token = (await LocalCommand.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", _folder["data"])).Trim();
            using var client = new ApiClient(process.Address, token);
            using var selected = await client.Http.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy", datasetUrn = "scenes" }, Stop);
            Assert.True(selected.IsSuccessStatusCode, await selected.Content.ReadAsStringAsync(Stop));
            // Killed while it waits for a page, and in its next life while it writes what a page holds.
            Hold(page: 2, answers: false);
            using var created = await client.Http.PostAsJsonAsync("/user/orders", new { }, Stop);
            var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
            await KillAsync();
            Hold(page: 3, answers: true);
            process = await LocalProcess.ServeStorageAsync(_folder["data"], connection, settings);
            await KillAsync();
            Hold(page: null, answers: true);
            process = await LocalProcess.ServeStorageAsync(_folder["data"], connection, settings);

            using var again = new ApiClient(process.Address, token);
            await again.UntilAsync(order, found => found.Available() == Pages * PageItems, TimeSpan.FromMinutes(2));
            var page = await again.Http.GetFromJsonAsync<JsonElement>($"/orders/{order}/files/available?size=100", Stop);
            var names = page.GetProperty("content").EnumerateArray().Select(file => file.GetProperty("content").GetProperty("filename").GetString());
            Assert.Equal(Enumerable.Range(0, Pages * PageItems).Select(Name), names.Order(StringComparer.Ordinal));
            // For the basket, and for the order: each life went on at the page in which the one before it was killed.
            Assert.Equal((2, 2), (_asked.Count(one => one == 0), _asked.Count(one => one == 1)));

            async Task KillAsync()
            {
                await _held.Task.WaitAsync(Stop);
                await process.KillAsync();
            }
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    private static string Name(int number) => $"f{number:D2}.bin";

    private void Hold(int? page, bool answers) => (_held, _heldPage, _answersHeld) = (new TaskCompletionSource(), page, answers);

    private async Task AnswerAsync(HttpContext http, Uri files)
    {
        var body = await http.Request.ReadFromJsonAsync<JsonElement>(http.RequestAborted);
        var page = body.TryGetProperty("token", out var token) ? token.GetInt32() : 0;
        lock (_asked) _asked.Add(page);
        var (held, isHeld) = (_held, page == _heldPage);
        if (isHeld && !_answersHeld)
        {
            held.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }

        var items = Enumerable.Range(page * PageItems, PageItems).Select(number =>
            $$"""{"type": "Feature", "id": "p{{number}}", "collection": "scenes", "properties": {}, "geometry": null, "links": [], "assets": {"d": {"href": "{{files}}/{{Name(number)}}"} } }""");
        var next = page + 1 == Pages ? "" : $$"""{"rel": "next", "method": "POST", "href": "search", "merge": true, "body": {"token": {{page + 1}}} }""";
        await http.Response.WriteAsync($$"""{"type": "FeatureCollection", "features": [{{string.Join(',', items)}}], "links": [{{next}}]}""", http.RequestAborted);
        await http.Response.CompleteAsync();
        if (isHeld) held.TrySetResult();
    }
}
