using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Storage;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>Puts the in-process workflows into a host.</summary>
internal static class WorkflowRegistration
{
    /// <summary>Adds them; they run while the host runs.</summary>
    public static IServiceCollection AddLocalWorkflows(this IServiceCollection services) => services
        .AddSingleton<SliceLeases>()
        .AddSingleton<WakeNotes>()
        .AddSingleton<OrderSchedule>()
        .AddSingleton<SliceKeeper>()
        .AddSingleton<IOrderWorkflows, LocalOrderWorkflows>()
        .AddHostedService<LocalWorkflowHost>();
}
