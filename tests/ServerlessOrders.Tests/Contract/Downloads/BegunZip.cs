using ServerlessOrders.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>A ZIP that was begun, and all its bytes.</summary>
/// <param name="World">Where its order is.</param>
/// <param name="Order">Whose ZIP it is.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="ETag">With its quotes.</param>
/// <param name="Date">Last-Modified.</param>
/// <param name="Location">The address of this version.</param>
internal sealed record BegunZip(World World, Order Order, byte[] Bytes, string ETag, string Date, Uri Location)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Begins the ZIP of a new order of three files, and fetches it whole.</summary>
    public static async Task<BegunZip> BeginAsync(World world)
    {
        var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE, AVAILABLE);
        using var head = await world.Server.Http.SendAsync(world.Ask("HEAD", $"/user/orders/{order.Id}/download"), Stop);
        using var whole = await world.Server.Http.SendAsync(world.Ask("GET", $"/user/orders/{order.Id}/download/1"), Stop);
        return new BegunZip(
            world, order, await whole.Content.ReadAsByteArrayAsync(Stop), head.Headers.ETag!.ToString(),
            head.Content.Headers.LastModified!.Value.ToString("r"), head.Content.Headers.ContentLocation!);
    }

    public Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, headers: headers);

    /// <summary>Asks for this version, or at the plain address.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="plain">The address that names no version.</param>
    /// <param name="headers">In their values {T} is the ETag, {t} the ETag without its quotes, {D} the date.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, bool plain = false, params (string Name, string Value)[] headers)
    {
        using var request = World.Ask(method.Method, $"/user/orders/{Order.Id}/download{(plain ? "" : "/1")}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value
                .Replace("{T}", ETag, StringComparison.Ordinal)
                .Replace("{t}", ETag.Trim('"'), StringComparison.Ordinal)
                .Replace("{D}", Date, StringComparison.Ordinal));
        }

        return await World.Server.Http.SendAsync(request, Stop);
    }
}
