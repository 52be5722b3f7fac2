using System.Globalization;
using System.Text;

namespace ServerlessOrders.Orders;

/// <summary>Who is told of an order's events, and how far that has come. Lies in the order's row; never shown.</summary>
/// <param name="Url">Where events are posted to; null for the receiver of the tenant, which its settings name.</param>
/// <param name="Secret">What signs them (Standard Webhooks, <c>whsec_</c> and Base64); null for no signature.</param>
internal sealed record OrderReceiver(string? Url, string? Secret)
{
    /// <summary>The number of the last event that was delivered or given up.</summary>
    public int Done { get; init; }

    /// <summary>How often the next one was sent.</summary>
    public int Tries { get; init; }

    /// <summary>When the next one may be sent; while it is being sent, when that counts as lost. Null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Events that are to be sent again, after all others, in this order.</summary>
    public IReadOnlyList<EventReplay> Replays { get; init; } = [];

    /// <summary>The event that is sent next, of an order with so many; null for none.</summary>
    public int? Next(int events) => Done < events ? Done + 1 : Replays.Count > 0 ? Replays[0].Number : null;

    // Logs must not tell it.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Done = {Done}, Tries = {Tries}");
        return true;
    }
}

/// <summary>An event that its owner wants to be sent again.</summary>
/// <param name="Number">The event.</param>
/// <param name="Asked">When that was asked for: it is tried for three days from then on.</param>
internal sealed record EventReplay(int Number, DateTimeOffset Asked);
