using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Downloads whose bytes come from storage itself and never pass through the service (contract, section 13): who gets them, and the
/// signed addresses.
/// </summary>
internal sealed class DirectDownloads(BlobLinks links, IOptions<OrdersOptions> options)
{
    /// <summary>The query parameter, and the preference of RFC 7240, that ask for one.</summary>
    public const string Parameter = "direct";

    /// <summary>Whether anybody gets them: then answers differ by <c>Prefer</c>.</summary>
    internal bool AreOn => Mode != OrdersOptions.Direct.Off;

    private string Mode => options.Value.DirectDownloads;

    /// <summary>Whether a request for a file is to be answered with the address of its blob.</summary>
    internal bool Serves(ApiCall call) => call.QueryBool(Parameter) is { } asked
        ? asked && AreOn
        : Mode == OrdersOptions.Direct.Always || (AreOn && Preferences.Has(call, Parameter));

    /// <summary>Whether a request for a list asks for addresses of blobs, and gets them.</summary>
    internal bool Lists(ApiCall call) => (call.QueryBool(Parameter) ?? Preferences.Has(call, Parameter)) && AreOn;

    /// <summary>Says in the answer that the preference was followed, if it was what asked.</summary>
    internal static void Apply(ApiCall call)
    {
        if (call.QueryText(Parameter) is null && Preferences.Has(call, Parameter)) Preferences.Applied(call, Parameter);
    }

    /// <summary>
    /// The address of a file's blob: for an hour at most, and never longer than its order lives; null if there can be none. Storage
    /// does not compare versions: a blob that is replaced while the address lives is sent as it is then.
    /// </summary>
    internal async Task<string?> LinkAsync(Order order, OrderFile file, CancellationToken cancellationToken)
    {
        if (file.External || !file.State.CanBeServed()) return null;
        var address = await links.SignAsync(
            BlobLocation.Parse(file.Href), order.ExpirationDate, ContentDisposition.Attachment(file.FileName), MediaTypes.ForHeader(file.MimeType), cancellationToken);
        return address?.AbsoluteUri;
    }
}
