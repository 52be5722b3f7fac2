using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ServerlessOrders.Http;

namespace ServerlessOrders.Mail;

/// <summary>The words of the mail that reminds a user of orders whose files wait (contract, section 5).</summary>
internal static class ReminderMail
{
    /// <summary>How many orders are listed; the rest are counted.</summary>
    private const int MaxOrders = 100;

    /// <summary>Writes it.</summary>
    /// <param name="tenant">The user's tenant.</param>
    /// <param name="owner">The e-mail address of the user.</param>
    /// <param name="day">The day of the reminder.</param>
    /// <param name="orders">The user's waiting orders, in the order to list them.</param>
    /// <param name="ordersPage">The address of the page with the user's orders, or null.</param>
    public static MailMessage Of(string tenant, string owner, DateOnly day, IReadOnlyList<WaitingOrder> orders, string? ordersPage)
    {
        var text = new StringBuilder("Dear user,\n\nfiles of these orders are waiting to be downloaded:\n\n");
        var html = new StringBuilder("<p>Dear user,</p>\n<p>files of these orders are waiting to be downloaded:</p>\n<ul>\n");
        foreach (var order in orders.Take(MaxOrders))
        {
            var label = MimeMessages.OneLine(order.Label);
            var what = string.Create(
                CultureInfo.InvariantCulture,
                $"{order.AvailableFiles} available files since {Instants.Format(order.Since)}, expires on {Instants.Format(order.ExpirationDate)}");
            text.Append(CultureInfo.InvariantCulture, $"- order number {order.Id}, \"{label}\": {what}\n");
            html.Append(CultureInfo.InvariantCulture, $"<li>order number {order.Id}, <b>{WebUtility.HtmlEncode(label)}</b>: {what}</li>\n");
        }

        html.Append("</ul>\n");
        if (orders.Count > MaxOrders)
        {
            text.Append(CultureInfo.InvariantCulture, $"and {orders.Count - MaxOrders} more.\n");
            html.Append(CultureInfo.InvariantCulture, $"<p>and {orders.Count - MaxOrders} more.</p>\n");
        }

        text.Append("\nThe files of an order are gone once it expires.\n");
        html.Append("<p>The files of an order are gone once it expires.</p>\n");
        if (ordersPage is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nYour orders:\n{ordersPage}\n");
            html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{WebUtility.HtmlEncode(ordersPage)}\">Your orders</a></p>\n");
        }

        var who = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{owner}")))[..16];
        return new MailMessage(
            string.Create(CultureInfo.InvariantCulture, $"reminder.{day:yyyyMMdd}.{who}"),
            owner, "Reminder: some orders are waiting for you", text.ToString(), html.ToString());
    }
}

/// <summary>An order with files that its user has left untouched.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Label">Its name.</param>
/// <param name="AvailableFiles">How many files wait.</param>
/// <param name="Since">When that number last changed.</param>
/// <param name="ExpirationDate">When the files go.</param>
public sealed record WaitingOrder(long Id, string Label, int AvailableFiles, DateTimeOffset Since, DateTimeOffset ExpirationDate);
