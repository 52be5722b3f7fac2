using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Notifications;

/// <summary>Puts events of orders into the product.</summary>
internal static class NotificationRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>()
            .BindConfiguration(NotificationOptions.Section)
            .Validate<ExternalFilePolicy>(
                (options, policy) => options.Tenants.Values.All(receiver => NotificationSettings.Refusal(policy, receiver.Url, receiver.Secret) is null),
                $"{NotificationOptions.Section}:Tenants:*: each Url must be an http or https address of a host among Orders:NotificationHosts, "
                + "each Secret 'whsec_' and 24 to 64 bytes in Base64.")
            .ValidateOnStart();
        return services
            .AddSingleton<NotificationSettings>()
            .AddSingleton<INotificationSettings>(provider => provider.GetRequiredService<NotificationSettings>())
            .AddSingleton<WebhookClient>()
            .AddSingleton(provider => new EventSending(
                provider.GetRequiredService<OrderStore>(), provider.GetRequiredService<OrderChanges>(),
                provider.GetRequiredService<NotificationSettings>(), provider.GetRequiredService<WebhookClient>(),
                provider.GetRequiredService<MailLinks>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EventSending>>()));
    }
}
