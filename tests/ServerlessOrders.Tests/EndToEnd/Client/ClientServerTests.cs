using System.Security.Cryptography;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>A whole server, and <c>orders</c> as a user of it runs it.</summary>
public abstract class ClientServerTests(AzuriteFixture azurite) : IAsyncDisposable
{
    private OrderServer? _server;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected TempFolder Folder { get; } = new();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<(OrderServer Server, OrdersProgram Orders)> StartAsync(params (string Name, string Value)[] settings)
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            foreach (var (name, value) in settings) builder.Configuration[name] = value;
        });
        return (_server, Program(_server, _server.Address.ToString()));
    }

    /// <summary>The program, reaching the server by an address.</summary>
    private protected OrdersProgram Program(OrderServer server, string address)
    {
        using var client = server.Client(role: Role.REGISTERED_USER);
        return new OrdersProgram(address, client.DefaultRequestHeaders.Authorization!.Parameter, Folder["settings"]);
    }

    /// <summary>Text that is nowhere else.</summary>
    private protected static string Text(int length) => RandomNumberGenerator.GetHexString(length);
}
