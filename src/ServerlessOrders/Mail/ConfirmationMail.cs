using System.Globalization;
using System.Net;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Mail;

/// <summary>The words of the mail that confirms an order (contract, section 5).</summary>
internal static class ConfirmationMail
{
    /// <summary>Writes it.</summary>
    /// <param name="order">The order, expanded.</param>
    /// <param name="metalink">The address of its metalink with its order token, or null.</param>
    /// <param name="ordersPage">The address of the page where its owner follows it, or null.</param>
    public static MailMessage Of(Order order, string? metalink, string? ordersPage)
    {
        var number = order.Id.ToString(CultureInfo.InvariantCulture);
        var label = MimeMessages.OneLine(order.Label);
        var expiration = Instants.Format(order.ExpirationDate);

        var text = $"""
            Dear user,

            your order number {number}, "{label}", is confirmed.
            Its files can be fetched until {expiration}.

            """;
        var html = $"""
            <p>Dear user,</p>
            <p>your order number {number}, <b>{WebUtility.HtmlEncode(label)}</b>, is confirmed.<br>
            Its files can be fetched until <b>{expiration}</b>.</p>

            """;
        if (metalink is not null)
        {
            text += $"""

                Metalink, for a download manager that fetches the whole order:
                {metalink}

                """;
            html += $"""
                <p>For a download manager that fetches the whole order: <a href="{WebUtility.HtmlEncode(metalink)}">metalink</a>.</p>

                """;
        }

        if (ordersPage is not null)
        {
            text += $"""

                Your orders:
                {ordersPage}

                """;
            html += $"""
                <p>Follow it on the page of <a href="{WebUtility.HtmlEncode(ordersPage)}">your orders</a>.</p>

                """;
        }

        return new MailMessage(
            $"order-{number}.{order.Tenant}.confirmation", order.OwnerName, $"Order number {number} is confirmed", text, html);
    }
}
