using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// The claim of one request to its <c>Idempotency-Key</c>. The creation of an order takes the order's number from it: the key is
/// claimed for that number before anything of the order is written, so that whoever comes after a crash goes on with the same number.
/// </summary>
/// <param name="store">Where the claim lies.</param>
/// <param name="key">The key.</param>
/// <param name="request">Which request it is.</param>
/// <param name="found">The row that is there: of a request that died, or a forgotten one; null for none.</param>
internal sealed class IdempotencyClaim(IdempotencyStore store, IdempotencyKey key, string request, IdempotencyRow? found)
{
    /// <summary>
    /// After this time a request without an order has died: a creation gives up after <see cref="OrderClaimStore.LongestCreation"/>.
    /// Both by clocks that no machine can set wrong.
    /// </summary>
    public static readonly TimeSpan TakeOver = 2 * OrderClaimStore.LongestCreation;

    /// <summary>
    /// After this time the number of a request that died is left alone: what it claimed is free to anybody (see
    /// <see cref="OrderClaimStore.CreationLimit"/>), and the refresh pass is about to clear up after it.
    /// </summary>
    private static readonly TimeSpan NumberLimit = OrderClaimStore.CreationLimit + (2 * OrderClaimStore.LongestCreation);

    private readonly long? _died = found is { Answer: null } && found.Age < NumberLimit ? found.OrderId : null;
    private string? _etag = found?.ETag;
    private long? _number;

    /// <summary>The key.</summary>
    public IdempotencyKey Key => key;

    /// <summary>True if the number is that of a request that died: what it claimed must be given back first.</summary>
    public bool TakesOver => _died is not null;

    /// <summary>The number of the order that is to be made (one operation); null if another request with the same key makes it.</summary>
    /// <param name="next">A new number.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<long?> TryBeginAsync(Func<Task<long>> next, CancellationToken cancellationToken)
    {
        _number ??= _died ?? await next();
        if (await store.TryWriteAsync(key, request, _number, null, _etag, cancellationToken) is not { } written) return null;
        _etag = written;
        return _number;
    }

    /// <summary>Keeps the answer (one operation); another request's stays if that was faster.</summary>
    public async Task CompleteAsync(IdempotentAnswer answer, CancellationToken cancellationToken) =>
        await store.TryWriteAsync(key, request, _number ?? found?.OrderId, answer, _etag, cancellationToken, found?.Removed);

    /// <summary>Nothing was made and nothing stays: the key is free again.</summary>
    public Task AbandonAsync(CancellationToken cancellationToken) =>
        _etag is { } etag && _number is not null ? store.ForgetAsync(key, etag, cancellationToken) : Task.CompletedTask;
}
