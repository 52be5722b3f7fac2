using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Api;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;
using ServerlessOrders.Web;

namespace ServerlessOrders.Functions;

/// <summary>Puts the product into a Functions worker.</summary>
public static class FunctionsApp
{
    /// <summary>The connection of the orders' storage account, as Functions name connections.</summary>
    public const string OrdersConnection = "OrdersStorage";

    /// <summary>The connection of the host itself, which serves if there is no <see cref="OrdersConnection"/>.</summary>
    public const string HostConnection = "AzureWebJobsStorage";

    /// <summary>The setting in which Azure names the app's own address.</summary>
    private const string HostName = "WEBSITE_HOSTNAME";

    /// <summary>Adds the product, its storage, and what the functions need.</summary>
    /// <exception cref="FormatException">The storage account is not named, or in a way that cannot be read.</exception>
    public static IServiceCollection AddFunctionsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The product counts bodies itself and says 413 in its own words.
            kestrel.Limits.MaxRequestBodySize = null;
            // A client on a slow line holds its connection; what has not arrived can be asked for again by range.
            kestrel.Limits.MinResponseDataRate = null;
        });
        return services
            .AddSingleton(StorageConnection.Open(configuration, OrdersConnection, HostConnection))
            .AddHostedService<StorageStart>()
            .AddSingleton<InvocationClient>()
            .AddSingleton<IOrderWorkflows, DurableOrderWorkflows>()
            .AddSingleton<HostAddress>(() => configuration[HostName] is { Length: > 0 } name ? $"https://{name}" : null)
            .AddSingleton<ApiFunction>()
            .AddTelemetryExport(configuration)
            .AddSingleton(new PageSource(WebFiles.Names, WebFiles.Read))
            .AddOrderApi()
            .AddServerlessOrders();
    }
}
