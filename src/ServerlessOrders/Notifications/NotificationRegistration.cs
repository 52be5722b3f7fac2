using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Notifications;

/// <summary>Puts events of orders into the product.</summary>
internal static class NotificationRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSettings<NotificationOptions>(NotificationOptions.Section);
        return services
            .AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>()
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
