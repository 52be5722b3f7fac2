using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServerlessOrders.Telemetry;

/// <summary>Sends metrics, traces and logs to an OpenTelemetry collector.</summary>
public static class TelemetryExport
{
    /// <summary>The setting that switches it on: the collector's address, such as <c>http://127.0.0.1:4317</c>.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The name of the product's meter and of its source of traces.</summary>
    public const string Source = "ServerlessOrders";

    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>
    /// Adds the export by OTLP if <see cref="Endpoint"/> is set, as an environment variable or in the configuration; else does nothing. The other
    /// settings of OpenTelemetry's specification hold too (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>_HEADERS</c>,
    /// <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_SERVICE_NAME</c>, ...).
    /// </summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint])) return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                if (string.IsNullOrEmpty(configuration[ServiceName])) resource.AddService("serverless-orders");
            })
            .WithMetrics(metrics => metrics
                .AddMeter(Source, "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(Source)
                .AddAspNetCoreInstrumentation()
                // The requests to storage among them.
                .AddHttpClientInstrumentation())
            .WithLogging(null, logs => logs.IncludeScopes = logs.IncludeFormattedMessage = logs.ParseStateValues = true)
            .UseOtlpExporter();
        return services;
    }
}
