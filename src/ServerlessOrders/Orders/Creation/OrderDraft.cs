using ServerlessOrders.Orders.Settings;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders.Creation;

/// <summary>Judges what is asked of a new order, and puts the order together with its tenant's settings and receivers.</summary>
internal sealed class OrderDraft(OrderSettings settings, INotificationSettings notifications)
{
    /// <summary>The longest label in characters.</summary>
    public const int MaxLabelLength = 50;

    /// <summary>The longest onSuccessUrl in characters: it lies in the order's row.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>Why no order can be made as asked for; null if one can.</summary>
    public CreationOutcome? Refusal(OrderRequest request) =>
        request.Label is { Length: > MaxLabelLength } ? CreationOutcome.Refused("TOO_MANY_CHARACTERS_IN_LABEL")
        : request.OnSuccessUrl is { Length: > MaxUrlLength } url
            ? CreationOutcome.Refused($"onSuccessUrl has {url.Length} characters; at most {MaxUrlLength} are allowed.")
        : request.Notify is { } notify && notifications.Refusal(notify.Url, notify.Secret) is { } reason
            ? CreationOutcome.Refused(reason)
        : null;

    /// <summary>The order as it is first written: PENDING, nothing expanded.</summary>
    public async Task<Order> CreateAsync(
        Caller caller, OrderKey key, OrderRequest request, ClaimedLabel label, string? basketETag, CancellationToken cancellationToken)
    {
        var durations = await settings.FindAsync(key.Tenant, cancellationToken);
        var hours = request.ByApplication ? durations.ApplicationSubOrderHours : durations.UserSubOrderHours;
        return new Order
        {
            Tenant = key.Tenant,
            Id = key.Id,
            Owner = caller.User,
            OwnerEmail = caller.Email,
            OwnerRole = caller.Role.ToString(),
            Label = label.Label,
            CreationDate = label.Now,
            ExpirationDate = OrderExpiration.Date(label.Now, 0, hours, durations.MaxExpirationHours),
            Status = OrderStatus.PENDING,
            StatusDate = label.Now,
            SubOrderHours = hours,
            MaxHours = durations.MaxExpirationHours,
            Progress = new OrderProgress { Expansion = new ExpansionCursor() },
            OnSuccessUrl = request.OnSuccessUrl,
            CorrelationId = request.CorrelationId,
            RequestKey = request.Idempotency?.Key,
            BasketETag = basketETag,
            Receivers = await ReceiversAsync(key.Tenant, request, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<OrderReceiver>> ReceiversAsync(string tenant, OrderRequest request, CancellationToken cancellationToken)
    {
        var receivers = new List<OrderReceiver>();
        if (request.Notify is { } notify) receivers.Add(new OrderReceiver(notify.Url, notify.Secret));
        if (await notifications.HasTenantReceiverAsync(tenant, cancellationToken)) receivers.Add(new OrderReceiver(null, null));
        return receivers;
    }
}
