using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ServerlessOrders.Mail;

/// <summary>Puts e-mails into the product.</summary>
internal static class MailRegistration
{
    /// <summary>Adds them; the settings say by which way they go.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.TryAddSingleton<HostAddress>(_ => () => null);
        services.TryAddSingleton<IMailer>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<MailOptions>>().Value;
            return !string.IsNullOrEmpty(options.Host) ? ActivatorUtilities.CreateInstance<SmtpMailer>(provider)
                : !string.IsNullOrEmpty(options.Folder) ? ActivatorUtilities.CreateInstance<FolderMailer>(provider)
                : ActivatorUtilities.CreateInstance<NoMailer>(provider);
        });
        return services.AddSingleton<MailLinks>().AddSingleton<OrderConfirmation>();
    }
}
