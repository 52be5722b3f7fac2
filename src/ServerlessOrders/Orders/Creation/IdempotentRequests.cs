using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// Answers a request that carries an <c>Idempotency-Key</c> once and gives the first answer again after that (contract, section 12),
/// whichever machine is asked, and wherever the first request stopped.
/// </summary>
/// <remarks>
/// Steps: (1) look at the key's row; a known answer is given again, a request under way is waited for. (2) An order that is there
/// although its answer is not is brought to its end, and answered; so is one that was removed meanwhile. (3) Else the request is carried out: its creation claims the key for
/// the order's number first. (4) Its answer is kept.
/// </remarks>
internal sealed class IdempotentRequests(
    IdempotencyStore store, OrderStore orders, OrderCreation creation, ILogger<IdempotentRequests> log)
{
    /// <summary>While the first request is under way.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(2);

    /// <summary>Answers a request.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="request">Which request it is: <see cref="IdempotencyKey.RequestOf"/>.</param>
    /// <param name="run">Carries it out; the creation gets the claim.</param>
    /// <param name="answerOf">The answer to the creation of an order that is there.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IdempotentOutcome> RunAsync(
        IdempotencyKey key,
        string request,
        Func<IdempotencyClaim, Task<IdempotentAnswer>> run,
        Func<Order, Task<IdempotentAnswer>> answerOf,
        CancellationToken cancellationToken)
    {
        // (1)
        var found = await store.FindAsync(key, cancellationToken);
        if (found?.Age >= IdempotencyStore.Lifetime) found = found with { OrderId = null, Answer = null, Request = request };
        else if (found is not null && found.Request != request) return IdempotentOutcome.OtherRequest;
        else if (found?.Answer is { } known) return new IdempotentOutcome(IdempotentStatus.Replayed, known);

        // (2)
        var claim = new IdempotencyClaim(store, key, request, found);
        if (found?.OrderId is { } number)
        {
            var order = (await orders.FindOrderAsync(new OrderKey(key.Tenant, number), cancellationToken))?.Value;
            if (order is not null) await creation.FinishAsync(order, cancellationToken);
            if ((order ?? found.Removed) is { } made)
            {
                var late = await answerOf(made);
                await claim.CompleteAsync(late, cancellationToken);
                return new IdempotentOutcome(IdempotentStatus.Replayed, late);
            }

            if (found.Age < IdempotencyClaim.TakeOver) return IdempotentOutcome.UnderWay(RetryAfter(found.Age));
            log.LogInformation(
                "The request that was to make order {OrderId} of {Tenant} stopped before its end; it is begun anew", number, key.Tenant);
        }

        // (3)
        var answer = await run(claim);
        if (answer.Status == Conflict) return new IdempotentOutcome(IdempotentStatus.Answered, answer);

        // (4)
        if (answer.Status < FirstServerError) await claim.CompleteAsync(answer, cancellationToken);
        return new IdempotentOutcome(IdempotentStatus.Answered, answer);
    }

    private const int Conflict = 409;

    private const int FirstServerError = 500;

    /// <summary>A request that is under way ends soon; one that has taken long may have died, and then there is a time to wait.</summary>
    private static TimeSpan RetryAfter(TimeSpan age) =>
        age < TimeSpan.FromSeconds(10) ? SoonAgain : TimeSpan.FromSeconds(Math.Clamp((IdempotencyClaim.TakeOver - age).TotalSeconds, 2, 30));
}

/// <summary>What becomes of a request with an <c>Idempotency-Key</c>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Answer">The answer, if it has one of its own.</param>
/// <param name="RetryAfter">When to ask again, if the first request is under way.</param>
internal sealed record IdempotentOutcome(IdempotentStatus Status, IdempotentAnswer? Answer = null, TimeSpan RetryAfter = default)
{
    /// <summary>The key belongs to another request.</summary>
    public static IdempotentOutcome OtherRequest { get; } = new(IdempotentStatus.OtherRequest);

    /// <summary>The first request is under way.</summary>
    public static IdempotentOutcome UnderWay(TimeSpan retryAfter) => new(IdempotentStatus.UnderWay, null, retryAfter);
}

/// <summary>How a request with an <c>Idempotency-Key</c> ended.</summary>
internal enum IdempotentStatus
{
    /// <summary>Carried out: its answer is the first.</summary>
    Answered,

    /// <summary>The first answer is given again.</summary>
    Replayed,

    /// <summary>The key was used for another address or body: 422.</summary>
    OtherRequest,

    /// <summary>The first request has not ended: 409.</summary>
    UnderWay,
}
