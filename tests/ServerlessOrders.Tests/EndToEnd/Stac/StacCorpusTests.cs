using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Downloads.StacOut;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd.Stac;

/// <summary>
/// STAC documents of others, of a folder that the variable <c>STAC_DOCUMENTS</c> names: every one that is valid is imported, comes out
/// equal, and is valid still. <c>STAC_SCHEMAS</c> names a folder of published schemas to judge them by; documents whose schemas are
/// not there are compared, and counted as not judged.
/// </summary>
public sealed class StacCorpusTests(AzuriteFixture azurite, ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Corpus")]
    public async Task EveryValidDocument_ComesInWhole_ComesOutEqual_AndStaysValid()
    {
        var documents = Environment.GetEnvironmentVariable("STAC_DOCUMENTS")
            ?? throw new InvalidOperationException("STAC_DOCUMENTS must name a folder of STAC documents.");
        var files = new DirectoryInfo(documents).GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        Assert.NotEmpty(files);
        await using var server = await OrderServer.StartAsync(azurite);
        Directory.CreateDirectory(_folder["out"]);
        var (faults, origins, entries) = (new List<string>(), new Dictionary<string, string>(), 0);
        var given = await StacClients.RunAsync("judge.mjs", null, StacClients.Schemas, documents);
        for (var i = 0; i < files.Count; i++)
        {
            using var client = server.Client($"t{i}");
            try
            {
                foreach (var (found, differences) in await ImportAsync(server, client, $"t{i}", files[i]))
                {
                    var name = $"{entries++:D6}.json";
                    origins[name] = files[i].Name;
                    await File.WriteAllTextAsync(Path.Combine(_folder["out"], name), found, Stop);
                    if (differences.Count > 0) faults.Add($"{files[i].Name}: {string.Join("; ", differences)}");
                }
            }
            catch (ImportException refused) when (given.GetProperty(files[i].Name).ValueKind != JsonValueKind.Null)
            {
                output.WriteLine($"Refused, and not valid: {files[i].Name}: {refused.Message}");
            }
            catch (ImportException refused)
            {
                faults.Add($"{files[i].Name}: {refused.Message}");
            }
        }

        var judged = await StacClients.RunAsync("judge.mjs", null, StacClients.Schemas, _folder["out"]);
        var (valid, without) = (0, new HashSet<string>());
        foreach (var verdict in judged.EnumerateObject())
        {
            var before = given.GetProperty(origins[verdict.Name]);
            if (before.ValueKind == JsonValueKind.Null && verdict.Value.ValueKind == JsonValueKind.Null) valid++;
            else if (before.ValueKind == JsonValueKind.Null) faults.Add($"{origins[verdict.Name]} came out invalid: {verdict.Value}");
            else if (without.Add(origins[verdict.Name])) output.WriteLine($"Not judged, or not valid before: {origins[verdict.Name]}: {before.ToString()[..Math.Min(before.ToString().Length, 400)]}");
        }

        output.WriteLine(
            $"{files.Count} documents with {entries} items (in the catalog, and of an order) and collections; {given.EnumerateObject().Count(v => v.Value.ValueKind == JsonValueKind.Null)} documents valid; "
            + $"{valid} of those valid when they came out; {faults.Count} faults.");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    // The item as an order of it would give it out; null if nothing of it can be ordered.
    private static string? Ordered(OrderServer server, CatalogItem item)
    {
        var now = TimeProvider.System.GetUtcNow();
        var order = new Order
        {
            Tenant = "demo", Id = 1, Owner = "ada@example.org", OwnerRole = nameof(Role.REGISTERED_USER), Label = "order", CreationDate = now,
            ExpirationDate = now.AddDays(1), Status = OrderStatus.RUNNING, StatusDate = now, SubOrderHours = 2, Progress = new OrderProgress(),
        };
        var hosts = server.Services.GetRequiredService<ExternalFilePolicy>();
        var files = item.Assets.Where(asset => asset.DataType.IsOrderable()).Select((asset, position) => NewFile.Of(item, asset, position, hosts)).ToList();
        if (files.Count == 0) return null;
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            var links = new Links("https://orders.example.org");
            new OrderedItemDocument(order, server.Services.GetRequiredService<StorageSchemes>(), links, file => links.Href(ApiRoutes.File, file.Position + 1))
                .Write(writer, new OrderedItem(item, files));
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static async Task<List<(string Document, List<string> Differences)>> ImportAsync(OrderServer server, HttpClient client, string tenant, FileInfo file)
    {
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            server.Services, server.Services.GetRequiredService<CatalogStore>(), server.Storage,
            server.Services.GetRequiredService<IArchive>(), server.Services.GetRequiredService<ExternalFilePolicy>());
        await import.ImportStreamAsync(new StacImportRequest(tenant), file.Name, file.OpenRead(), null, Stop);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file.FullName, Stop));
        var root = document.RootElement;
        var all = new List<(string, List<string>)>();
        foreach (var given in root.TryGetProperty("features", out var features) ? [.. features.EnumerateArray()] : new List<JsonElement> { root })
        {
            var id = Uri.EscapeDataString(given.GetProperty("id").GetString()!);
            var collection = given.TryGetProperty("collection", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : StacImport.DefaultCollection;
            var address = given.GetProperty("type").GetString() == "Collection" ? $"/stac/collections/{id}" : $"/stac/collections/{Uri.EscapeDataString(collection)}/items/{id}";
            using var answer = await client.GetAsync(address, Stop);
            if (!answer.IsSuccessStatusCode)
            {
                all.Add(("{}", [$"{address}: {(int)answer.StatusCode}"]));
                continue;
            }

            var found = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            all.Add((found.GetRawText(), StacEquality.Differences(given, found)));
            if (await server.Services.GetRequiredService<StacCatalog>().FindItemAsync(tenant, collection, given.GetProperty("id").GetString()!, Stop) is { } item
                && Ordered(server, item) is { } ordered) all.Add((ordered, []));
        }

        return all;
    }
}
