using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Commands;

/// <summary>Makes an order of what a command line means.</summary>
internal sealed class Ordering(OrdersClient client, TextWriter notes)
{
    /// <summary>Orders a selection, and returns the number of the order.</summary>
    /// <param name="selection">What is meant.</param>
    /// <param name="label">The label; null for one that the service makes.</param>
    /// <param name="key">The idempotency key; null for one made of the request, so that a command that is repeated orders once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<long> OrderAsync(Selection selection, string? label, string? key, CancellationToken cancellationToken)
    {
        if (selection.IsEverything)
            throw new OrdersException(ExitCode.WrongUsage, "What is to be ordered? Name a query, a --collection, a time, a place or --ids; the query \"*:*\" is everything.");
        if (selection is { HasIds: true, Ids.Count: 0 }) throw new OrdersException(ExitCode.WrongUsage, "There is no id to order: the list is empty.");
        for (long? gone = null; ;)
        {
            var (id, isReplayed) = await OrderOnceAsync(selection, label, key ?? selection.Key(client.Connection.Address, label, gone), cancellationToken);
            if (!isReplayed) return id;
            if (key is not null || !await IsGoneAsync(id, cancellationToken))
            {
                await notes.WriteLineAsync($"Ordered before, within a day: it is order {id}. Another --idempotency-key orders anew.");
                return id;
            }

            // Whoever repeats the command after that order was deleted wants its files again.
            gone = id;
        }
    }

    /// <summary>Orders the basket, and returns the number of the order.</summary>
    public async Task<long> OrderBasketAsync(string? label, string? key, CancellationToken cancellationToken)
    {
        var (order, isReplayed) = await client.OrderBasketAsync(label, key ?? Guid.NewGuid().ToString("N"), cancellationToken);
        if (order is null) throw new OrdersException(ExitCode.WrongUsage, "Nothing was ordered: there is no basket.");
        if (isReplayed) await notes.WriteLineAsync($"Ordered before, within a day: it is order {order.Content.Id}.");
        return order.Content.Id;
    }

    /// <summary>True if there is nothing to be had of an order any more.</summary>
    public async Task<bool> IsGoneAsync(long id, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetOrderAsync(id, cancellationToken)).Content.FilesAreGone;
        }
        catch (OrdersException e) when (e.Code == ExitCode.NotFound)
        {
            return true;
        }
    }

    // In one request if that can say it; else by way of the basket.
    private async Task<(long Id, bool IsReplayed)> OrderOnceAsync(Selection selection, string? label, string key, CancellationToken cancellationToken)
    {
        if (label is not null || selection.ToApply() is not { } request) return await OrderByBasketAsync(selection.ToRequest(), label, key, cancellationToken);
        var (answer, isReplayed) = await client.ApplyAsync(request, key, cancellationToken);
        return (answer.OrderId ?? throw new OrdersException(ExitCode.WrongUsage, $"Nothing was ordered: {answer.Message}"), isReplayed);
    }

    /// <summary>By way of the basket, which must be empty before, and is empty afterwards, however this ends.</summary>
    private async Task<(long Id, bool IsReplayed)> OrderByBasketAsync(SelectionRequest request, string? label, string key, CancellationToken cancellationToken)
    {
        var basket = await client.GetBasketAsync(cancellationToken);
        if (basket is { DatasetSelections.Count: > 0 } && !basket.Holds(request))
        {
            throw new OrdersException(
                ExitCode.WrongUsage,
                $"Your basket holds {basket.DatasetSelections.Count} selections, which would be ordered too: order it first with orders create --basket, or leave out --label.");
        }

        if (await client.SelectAsync(request, cancellationToken) is null)
            throw new OrdersException(ExitCode.WrongUsage, "Nothing was ordered: no product was found that can be ordered.");
        var isOrdered = false;
        try
        {
            var (order, isReplayed) = await client.OrderBasketAsync(label, key, cancellationToken);
            if (order is null) throw new OrdersException(ExitCode.WrongUsage, "Nothing was ordered: somebody emptied the basket meanwhile.");
            isOrdered = !isReplayed;
            return (order.Content.Id, isReplayed);
        }
        finally
        {
            if (!isOrdered) await client.EmptyBasketAsync(CancellationToken.None);
        }
    }
}
