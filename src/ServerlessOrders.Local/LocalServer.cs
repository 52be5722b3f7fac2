using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Api;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Local.Timers;
using ServerlessOrders.Local.Workflows;
using ServerlessOrders.Mail;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;
using ServerlessOrders.Web;

namespace ServerlessOrders.Local;

/// <summary>What a local server is made of.</summary>
public sealed record LocalServerOptions
{
    /// <summary>The storage account; tables and containers exist.</summary>
    public required StorageClients Storage { get; init; }

    /// <summary>Signs the tokens if the configuration names no <c>Orders:Secret</c>.</summary>
    public required string Secret { get; init; }

    /// <summary>Where e-mails go as files, if the configuration names neither a mail server nor a folder.</summary>
    public string? MailFolder { get; init; }

    /// <summary>Where to listen, joined by ';'. Default: a free port of this machine.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>Changes services or settings after all others are in place (tests).</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}

/// <summary>The product on Kestrel: its API, workflows and timers in one process.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private const string MailFolderSetting = $"{MailOptions.Section}:{nameof(MailOptions.Folder)}";

    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>The first address it listens on, without a slash at its end.</summary>
    public Uri Address => new(Addresses.First());

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    private ICollection<string> Addresses =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Starts it; it serves when this returns.</summary>
    /// <exception cref="IOException">It cannot listen there: the message names the address and the reason.</exception>
    public static async Task<LocalServer> StartAsync(LocalServerOptions options, CancellationToken cancellationToken)
    {
        var app = Build(options);
        try
        {
            await app.StartAsync(cancellationToken);
            return new LocalServer(app);
        }
        catch (Exception e)
        {
            await StopAsync(app);
            if (ListenFault(e) is { } reason) throw new IOException($"{options.Urls} {reason} choose another address with --urls.", e);
            throw;
        }
    }

    /// <summary>What has started already is stopped before it is disposed, or it would cry out.</summary>
    private static async Task StopAsync(WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StopAsync(CancellationToken.None);
            }
            catch (ArgumentNullException)
            {
                // The host cannot be stopped that has not come to its services, because a setting is refused before.
            }
        }
    }

    private static string? ListenFault(Exception fault) => fault switch
    {
        IOException { InnerException: AddressInUseException } => "is in use by another program; end it, or",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "is not an address of this machine:",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "needs rights that you do not have:",
        _ => null,
    };

    /// <summary>Ends requests under way within a few seconds, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(LocalServerOptions options)
    {
        var builder = LocalConfiguration.NewBuilder(options.Secret);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The product counts bodies itself and says 413 in its own words.
            kestrel.Limits.MaxRequestBodySize = null;
            // A client on a slow line may take days for an order; it holds one connection and a small buffer.
            kestrel.Limits.MinResponseDataRate = null;
            var gate = new ConnectionGate(OpenFileLimit.Connections(OpenFileLimit.Descriptors()));
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => gate.RunAsync(connection, next)));
        });
        if (string.IsNullOrEmpty(builder.Configuration[MailFolderSetting])) builder.Configuration[MailFolderSetting] = options.MailFolder;
        builder.Services.AddSingleton(options.Storage);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddSingleton(new PageSource(WebFiles.Names, WebFiles.Read));
        builder.Services.AddOrderApi().AddServerlessOrders().AddLocalWorkflows().AddLocalTimers();
        builder.Services.Configure<HostOptions>(host =>
        {
            // A download that does not end must not keep the workflows from giving their leases up.
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        options.Configure?.Invoke(builder);
        builder.Services.AddTelemetryExport(builder.Configuration);
        var app = builder.Build();
        app.MapOrderApi();
        return app;
    }

    // Ctrl-C and SIGTERM belong to the command line, and in tests to the runner.
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
