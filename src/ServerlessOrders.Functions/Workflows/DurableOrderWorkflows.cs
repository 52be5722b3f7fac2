using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Functions.Workflows;

/// <summary>
/// Wakes the orchestration of an order, and starts it if there is none or it has ended. An instance that an operator has
/// suspended takes the wake-up and stays suspended.
/// </summary>
internal sealed class DurableOrderWorkflows(InvocationClient client, ILogger<DurableOrderWorkflows> log) : IOrderWorkflows
{
    /// <summary>How often an instance may end, or be started by somebody else, just as it is reached.</summary>
    private const int MaxTries = 3;

    /// <inheritdoc/>
    /// <remarks>
    /// If Durable Functions cannot be reached, this is logged and nothing more: the state has been written, and the refresh
    /// timer wakes every order that nobody drives.
    /// </remarks>
    public async Task WakeAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; attempt < MaxTries; attempt++)
            {
                if (await TryRaiseAsync(order, cancellationToken) || await TryStartAsync(order, cancellationToken)) return;
            }

            log.LogWarning("Order {OrderId} of {Tenant} was not woken: its orchestration starts and ends all the time", order.Id, order.Tenant);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "Order {OrderId} of {Tenant} was not woken; the refresh timer makes up for it", order.Id, order.Tenant);
        }
    }

    /// <summary>False if there is no instance, or one that has ended.</summary>
    private async Task<bool> TryRaiseAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            await client.Current.RaiseEventAsync(
                OrderOrchestration.InstanceId(order), DurableWorkflowContext.WakeEvent, null, cancellationToken);
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    /// <summary>False if an instance has been started meanwhile.</summary>
    private async Task<bool> TryStartAsync(OrderKey order, CancellationToken cancellationToken)
    {
        try
        {
            await client.Current.ScheduleNewOrchestrationInstanceAsync(
                OrderOrchestration.Name,
                new OrderRun(order, null),
                new StartOrchestrationOptions(OrderOrchestration.InstanceId(order)),
                cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }
}
