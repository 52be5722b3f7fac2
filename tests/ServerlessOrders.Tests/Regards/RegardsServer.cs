using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Regards;

/// <summary>The product behind the prefix of REGARDS' gateway, with an account of its own, for the tests of one client each.</summary>
public class RegardsServer(AzuriteFixture azurite) : IAsyncLifetime
{
    public const string Prefix = "/api/v1/rs-order";
    public const string CatalogPrefix = "/api/v1/rs-catalog";
    public const string User = "ada@example.org";

    private OrderServer? _server;

    public OrderServer Server => _server!;

    /// <summary>A client as REGARDS' clients are: it knows nothing but the address.</summary>
    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:PathBase"] = Prefix;
            Configure(builder);
        });
        Http.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public string Token(string tenant, Role role = Role.REGISTERED_USER, string user = User) =>
        Server.Services.GetRequiredService<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(1));

    /// <summary>Sends a request with the header that REGARDS' clients send.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> JsonAsync(string method, string path, string token, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Orders all products of the tenant and waits until the order is as wanted.</summary>
    public async Task<long> OrderAllAsync(string tenant, string status = "DONE")
    {
        using var client = Server.Client(tenant, User);
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == status);
        return order;
    }

    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }
}
