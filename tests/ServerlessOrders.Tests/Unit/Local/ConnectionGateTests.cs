using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Local;

namespace ServerlessOrders.Tests.Unit.Local;

/// <summary>The gate before a real Kestrel that answers every request with its word.</summary>
public sealed class ConnectionGateTests : IAsyncLifetime
{
    private const int Limit = 2;

    private WebApplication _app = null!;
    private int _port;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var gate = new ConnectionGate(Limit);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => gate.RunAsync(connection, next)));
        });
        _app = builder.Build();
        _app.Run(http => http.Response.WriteAsync("served", Stop));
        await _app.StartAsync(Stop);
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task ConnectionsBeyondTheLimit_AreAnswered503_AndOnesThatCloseMakeRoom()
    {
        var half = new List<TcpClient>();
        for (var i = 0; i < Limit; i++) half.Add(await HalfARequestAsync());

        // A connection counts from when the server has taken it, a moment after the client has it.
        var refused = await UntilAsync("503");
        Assert.Contains("Retry-After: 5", refused, StringComparison.Ordinal);
        Assert.Contains("""{"messages":[""", refused, StringComparison.Ordinal);

        half[0].Dispose();
        Assert.Contains("served", await UntilAsync("200"), StringComparison.Ordinal);
        half[1].Dispose();
    }

    [Theory]
    [InlineData(1024, 312)]
    [InlineData(65_536, 32_568)]
    [InlineData(256, 16)]
    [InlineData(int.MaxValue, 50_000)]
    public void Connections_StayBelowTheDescriptorsThatThereAre(int descriptors, int connections) =>
        Assert.Equal(connections, OpenFileLimit.Connections(descriptors));

    [Fact]
    public void Descriptors_AreThoseOfTheProcess() => Assert.True(OpenFileLimit.Descriptors() >= 256);

    private async Task<string> UntilAsync(string status)
    {
        while (true)
        {
            var answer = "";
            try
            {
                answer = await AskAsync();
            }
            catch (IOException)
            {
                // A refused connection may be closed while the request is still being written.
            }

            if (answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal)) return answer;
            await Task.Delay(20, Stop);
        }
    }

    private async Task<TcpClient> HalfARequestAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Stop);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), Stop);
        return client;
    }

    private async Task<string> AskAsync()
    {
        using var client = await HalfARequestAsync();
        await client.GetStream().WriteAsync("Connection: close\r\n\r\n"u8.ToArray(), Stop);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync(Stop);
    }
}
