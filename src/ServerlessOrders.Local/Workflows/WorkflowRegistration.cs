using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>Puts the in-process workflows into a host.</summary>
internal static class WorkflowRegistration
{
    /// <summary>Adds them; they run while the host runs.</summary>
    public static IServiceCollection AddLocalWorkflows(this IServiceCollection services) => services
        .AddSingleton<DriverLeaseStore>()
        .AddSingleton<WakeNoteStore>()
        .AddSingleton<OrderSchedule>()
        .AddSingleton<DriverLease>()
        .AddSingleton<IOrderWorkflows, LocalOrderWorkflows>()
        .AddHostedService<LocalWorkflowHost>();
}
