using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Mail;

namespace ServerlessOrders.Local.Timers;

/// <summary>Puts the timers into a host, and tells e-mails where it listens.</summary>
internal static class TimerRegistration
{
    /// <summary>Adds them; they run while the host runs.</summary>
    public static IServiceCollection AddLocalTimers(this IServiceCollection services) => services
        .AddSingleton<HostAddress>(provider => () => AddressOf(provider.GetRequiredService<IServer>()))
        .AddHostedService<MaintenanceHost>();

    /// <summary>The first address it listens on; a wildcard is reached as localhost from this machine.</summary>
    private static string? AddressOf(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal);
}
