using System.Text.Json;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.Output;

namespace ServerlessOrders.Client.Commands;

/// <summary>Orders as text.</summary>
internal static class OrderText
{
    /// <summary>The order and its links, on one line.</summary>
    public static void WriteJson(TextWriter output, Resource<Order> order) =>
        output.WriteLine(JsonSerializer.Serialize(order, ClientJson.Default.ResourceOrder));

    /// <summary>All that a person wants to know.</summary>
    public static void Write(TextWriter output, Resource<Order> resource)
    {
        var order = resource.Content;
        output.WriteLine($"Order {order.Id}: {Sizes.Clean(order.Label)}");
        output.WriteLine($"  {order.Status}, {order.PercentCompleted} % prepared, since {Sizes.Text(order.StatusDate)}");
        output.WriteLine($"  {Sizes.Count(order.FilesCount, "file")}, {Sizes.Text(order.FilesSize)}; {order.AvailableFilesCount} to fetch, {order.FilesInErrorCount} in error");
        foreach (var task in order.DatasetTasks)
            output.WriteLine($"  {Sizes.Clean(task.DatasetLabel)}: {Sizes.Count(task.FilesCount, "file")}, {Sizes.Text(task.FilesSize)}");
        if (order.Message is { } message) output.WriteLine($"  {Sizes.Clean(message)}");
        if (order.Progress?.Reason is { } reason) output.WriteLine($"  {Sizes.Clean(reason)}");
        if (order.Progress?.Estimate is { } estimate) output.WriteLine($"  Ready between {Sizes.Text(estimate.Earliest)} and {Sizes.Text(estimate.Latest)}");
        output.WriteLine($"  Created {Sizes.Text(order.CreationDate)}, expires {Sizes.Text(order.ExpirationDate)}");
        var actions = resource.Links.Select(link => link.Rel).Except(["self", "list", "download-again"]).ToList();
        if (actions.Count > 0) output.WriteLine($"  Now possible: {string.Join(", ", actions)}");
    }

    /// <summary>What a script that waited for the end is told.</summary>
    public static ExitCode CodeOf(Order order) => order.Status switch
    {
        OrderStatuses.Done => ExitCode.Done,
        OrderStatuses.Expired or OrderStatuses.Deleted => ExitCode.Gone,
        _ => ExitCode.Incomplete,
    };
}
