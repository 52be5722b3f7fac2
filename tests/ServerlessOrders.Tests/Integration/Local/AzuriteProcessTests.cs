using System.Diagnostics;
using Azure.Data.Tables;
using ServerlessOrders.Local.Azurite;

namespace ServerlessOrders.Tests.Integration.Local;

public sealed class AzuriteProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TwoStartsAtOnce_ShareOneProcess_AndTheLastToLeaveStopsIt()
    {
        var users = await Task.WhenAll(StartAsync(), StartAsync());
        Assert.Equal(users[0].ProcessId, users[1].ProcessId);
        Assert.Single(users, user => user.WasRunning);

        await users[0].DisposeAsync();
        await WriteRowAsync(users[1]);
        await users[1].DisposeAsync();

        Assert.True(await IsGoneAsync(users[1].ProcessId));
    }

    [Fact]
    public async Task LastWrite_BeforeACleanStop_IsThereAtTheNextStart()
    {
        await using (var first = await StartAsync()) await WriteRowAsync(first);

        await using var second = await StartAsync();

        Assert.False(second.WasRunning);
        var row = await new TableClient(second.ConnectionString, "Kept").GetEntityAsync<TableEntity>("p", "r", cancellationToken: Stop);
        Assert.Equal("r", row.Value.RowKey);
    }

    [Fact(Explicit = true)]
    public async Task KilledAzurite_IsReplaced_AndTheLastToLeaveStopsTheNewOne()
    {
        var first = await StartAsync();
        await KillAsync(first.ProcessId);

        var second = await StartAsync();
        await WriteRowAsync(second);
        await second.DisposeAsync();
        await first.DisposeAsync();

        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.True(await IsGoneAsync(second.ProcessId));
    }

    [Fact(Explicit = true)]
    public async Task KilledAzurite_IsStartedAgainWhereItListened_WithWhatItHadSaved()
    {
        await using (var before = await StartAsync()) await WriteRowAsync(before);
        await using var azurite = await StartAsync();
        Assert.Equal(AzuriteHealth.Runs, await azurite.CheckAsync(Stop));
        var (process, connection) = (azurite.ProcessId, azurite.ConnectionString);
        await KillAsync(process);

        Assert.Equal(AzuriteHealth.Revived, await azurite.CheckAsync(Stop));

        Assert.NotEqual(process, azurite.ProcessId);
        Assert.Equal(connection, azurite.ConnectionString);
        var row = await new TableClient(connection, "Kept").GetEntityAsync<TableEntity>("p", "r", cancellationToken: Stop);
        Assert.Equal("r", row.Value.RowKey);
    }

    [Fact(Explicit = true)]
    public async Task KilledAzurite_ThatAnotherStartHasBroughtBack_IsJoinedWhereItListened()
    {
        await using var first = await StartAsync();
        await KillAsync(first.ProcessId);
        await using var second = await StartAsync();

        Assert.Equal(AzuriteHealth.Revived, await first.CheckAsync(Stop));

        Assert.Equal(second.ProcessId, first.ProcessId);
        Assert.Equal(second.ConnectionString, first.ConnectionString);
    }

    [Fact(Explicit = true)]
    public async Task KilledAzurite_WhosePortIsTaken_ComesBackElsewhere_AndSaysSo()
    {
        await using var azurite = await StartAsync();
        var table = new Uri(new TableServiceClient(azurite.ConnectionString).Uri.ToString()).Port;
        await KillAsync(azurite.ProcessId);
        using var stranger = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, table);
        stranger.Start();

        Assert.Equal(AzuriteHealth.Moved, await azurite.CheckAsync(Stop));

        await WriteRowAsync(azurite);
    }

    [Fact]
    public async Task FileOfAnotherProcess_IsNotTakenForAzurite()
    {
        // A stranger listens on the port that the file names.
        using var stranger = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        stranger.Start();
        _ = AnswerAsync(stranger);
        var port = ((System.Net.IPEndPoint)stranger.LocalEndpoint).Port;
        await File.WriteAllTextAsync(_folder["host.json"], $$"""{"instance":"gone","port":{{port}},"pid":{{Environment.ProcessId}}}""", Stop);

        await using var azurite = await StartAsync();

        Assert.False(azurite.WasRunning);
        await WriteRowAsync(azurite);
    }

    [Fact]
    public async Task Start_GivenUpHalfway_LeavesNoProcessBehind()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        giveUp.CancelAfter(TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AzuriteProcess.StartAsync(_folder.Path, cancellationToken: giveUp.Token));

        await using var next = await StartAsync();

        Assert.False(next.WasRunning);
    }

    private Task<AzuriteProcess> StartAsync() => AzuriteProcess.StartAsync(_folder.Path, cancellationToken: Stop);

    private static async Task WriteRowAsync(AzuriteProcess azurite)
    {
        var table = new TableClient(azurite.ConnectionString, "Kept");
        await table.CreateIfNotExistsAsync(Stop);
        await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Stop);
    }

    private static async Task AnswerAsync(System.Net.Sockets.TcpListener stranger)
    {
        while (true)
        {
            using var client = await stranger.AcceptTcpClientAsync(Stop);
            await client.GetStream().WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);
        }
    }

    private static async Task KillAsync(int pid)
    {
        using (var process = Process.GetProcessById(pid)) process.Kill();
        Assert.True(await IsGoneAsync(pid));
    }

    private static async Task<bool> IsGoneAsync(int pid)
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                if (process.HasExited) return true;
            }
            catch (ArgumentException)
            {
                return true;
            }

            await Task.Delay(50, Stop);
        }

        return false;
    }
}
