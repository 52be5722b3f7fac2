using Microsoft.Extensions.Options;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Notifications;

/// <summary>Refuses at start-up receivers that could not be told, or whose secret is none. No message shows a secret.</summary>
internal sealed class NotificationOptionsValidator(ExternalFilePolicy policy) : IValidateOptions<NotificationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var problems = options.Tenants
            .Where(receiver => NotificationSettings.Refusal(policy, receiver.Value.Url, receiver.Value.Secret) is not null)
            .Select(receiver =>
                $"{NotificationOptions.Section}:Tenants:{receiver.Key}: its Url must be an http or https address of a host among "
                + "Orders:NotificationHosts, its Secret, if it has one, 'whsec_' and 24 to 64 bytes in Base64.")
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
