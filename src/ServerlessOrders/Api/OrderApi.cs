using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.AspNetCore;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Http;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api;

/// <summary>Puts the API into a host.</summary>
public static class OrderApi
{
    /// <summary>
    /// Adds what the API itself needs: settings (checked at start-up), tokens, the pipeline. The features' own services are added
    /// elsewhere; the host that serves the pages adds their <see cref="PageSource"/>.
    /// </summary>
    public static IServiceCollection AddOrderApi(this IServiceCollection services)
    {
        services.AddSettings<OrdersOptions>(OrdersOptions.Section);
        services.AddSettingEntries<RemoteCatalogsOptions>(OrdersOptions.Section)
            .AddOptions<RemoteCatalogsOptions>().Configure<IConfiguration>((catalogs, configuration) => catalogs.Read(configuration)).ValidateOnStart();
        services.AddSettings<MailOptions>(MailOptions.Section);
        services.AddSettings<SecurityOptions>(SecurityOptions.Section);
        services.AddSettings<PagesOptions>(PagesOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrdersOptions>, OrdersOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RemoteCatalogsOptions>, RemoteCatalogsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PagesOptions>, PagesOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptionsValidator>());
        // One route has such a constraint (ApiRoutes.StacItem), which a slim host leaves out.
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxResponseBufferSize = DownloadStream.BufferBytes);
        // Probes come all the time and tell nothing.
        services.Configure<AspNetCoreTraceInstrumentationOptions>(traces => traces.Filter = http => !http.Request.Path.StartsWithSegments("/health"));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenKeys>();
        services.TryAddSingleton<Authority>();
        services.TryAddSingleton<BearerTokens>();
        services.TryAddSingleton<OrderTokens>();
        services.TryAddSingleton<DownloadTokens>();
        services.AddOwn<TokenIssuer>();
        services.AddOwn<ApiPipeline>();
        services.TryAddSingleton<ApiDescription>();
        services.TryAddSingleton<PageFiles>();
        services.TryAddSingleton<SignInOrigins>();
        return services;
    }

    /// <summary>Maps the table, and everything else to 404, 405 or the answer of a preflight request. For Kestrel.</summary>
    public static void MapOrderApi(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<ApiPipeline>();
        foreach (var endpoint in ApiTable.Endpoints)
        {
            routes.MapMethods(endpoint.Route, endpoint.Methods, (HttpContext http) => pipeline.RunAsync(http, endpoint))
                .WithName(endpoint.Name);
        }

        routes.Map("{**path}", pipeline.RunUnmatchedAsync).WithOrder(int.MaxValue);
    }
}
