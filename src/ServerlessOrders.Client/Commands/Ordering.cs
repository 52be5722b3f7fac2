using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Commands;

/// <summary>Makes an order of what a command line means.</summary>
internal sealed class Ordering(OrdersClient client, TextWriter notes)
{
    /// <summary>Orders a selection, and returns the number of the order.</summary>
    /// <remarks>In one request if that can say it; a label or a place needs the basket, which then must be empty.</remarks>
    public async Task<long> OrderAsync(Selection selection, string? label, string? key, CancellationToken cancellationToken)
    {
        if (selection.IsEverything)
            throw new OrdersException(ExitCode.WrongUsage, "What is to be ordered? Name a query, a --collection, a time, a place or --ids; --query \"*:*\" is everything.");
        if (selection is { HasIds: true, Ids.Count: 0 }) throw new OrdersException(ExitCode.WrongUsage, "There is no id to order: the list is empty.");
        key ??= selection.Key(client.Connection.Address, label);
        if (label is null && !selection.HasPlace)
        {
            var answer = await client.ApplyAsync(new ApplyRequest([selection.ToQuery()]), key, cancellationToken);
            return answer.OrderId ?? throw new OrdersException(ExitCode.WrongUsage, $"Nothing was ordered: {answer.Message}");
        }

        if (await client.GetBasketAsync(cancellationToken) is { DatasetSelections.Count: > 0 } basket)
        {
            throw new OrdersException(
                ExitCode.WrongUsage,
                $"Your basket holds {basket.DatasetSelections.Count} selections, which would be ordered too: order it first with orders create --basket, or leave out --label and --bbox.");
        }

        if (await client.SelectAsync(selection.ToRequest(), cancellationToken) is null)
            throw new OrdersException(ExitCode.WrongUsage, "Nothing was ordered: no product was found that can be ordered.");
        return await OrderBasketAsync(label, key, cancellationToken);
    }

    /// <summary>Orders the basket, and returns the number of the order.</summary>
    public async Task<long> OrderBasketAsync(string? label, string key, CancellationToken cancellationToken)
    {
        var (order, isReplayed) = await client.OrderBasketAsync(label, key, cancellationToken);
        if (order is null) throw new OrdersException(ExitCode.WrongUsage, "Nothing was ordered: there is no basket.");
        if (isReplayed) await notes.WriteLineAsync($"Ordered before, within a day: it is order {order.Content.Id}. Another --idempotency-key orders anew.");
        return order.Content.Id;
    }
}
