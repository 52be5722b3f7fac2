using System.Net;
using System.Text.Json.Nodes;
using ServerlessOrders.Downloads;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Contract.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>Orders with files in given states, and their lists of files.</summary>
public abstract class FileLists(SeededServer server) : IClassFixture<SeededServer>
{
    private protected const string Ann = "ann@example.org";

    private protected SeededServer Server { get; } = server;

    private protected string Tenant { get; } = AzuriteFixture.NewTenant();

    private protected async Task FetchAsync(Order order, IEnumerable<long> ids)
    {
        var snapshot = await Server.Service<OrderStore>().FindAsync(order.Key, TestContext.Current.CancellationToken);
        foreach (var id in ids)
        {
            Assert.True(FileIds.TrySplit(id, out _, out var position));
            await Server.Service<FileStateChanges>().ApplyAsync(
                new SubOrderKey(order.Key, snapshot!.SubOrders.Last(sub => sub.First <= position).First),
                new Dictionary<int, FileChange> { [position] = FileChange.Downloaded }, TestContext.Current.CancellationToken);
        }
    }

    private protected static string DatasetFiles(Order order, int task) => $"/orders/{order.Id}/dataset/{FileIds.Of(order.Id, task)}/files";

    private protected static FileState[][] States(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(sub => sub.Select(State).ToArray())];

    private static FileState State(char letter) => letter switch
    {
        'A' => AVAILABLE, 'D' => DOWNLOADED, 'P' => PENDING, _ => ERROR,
    };

    private protected static string Names(JsonNode page) => string.Join(
        ' ', page["content"]!.AsArray().Select(file => ((string)file!["content"]!["filename"]!).Replace(".tif", "", StringComparison.Ordinal)));

    private protected Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path, string user = Ann, Role role = Role.REGISTERED_USER) =>
        Server.JsonAsync("GET", path, Tenant, user, role);
}
