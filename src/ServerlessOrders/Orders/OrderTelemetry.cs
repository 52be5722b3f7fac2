using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Orders;

/// <summary>
/// The product's metrics and the source of its traces, named by the conventions of OpenTelemetry (docs/operations.md lists them).
/// Nothing here asks storage: what is counted is what happens anyway, and orders by status come from the refresh pass, which reads
/// them anyway. No instrument carries a tenant, a user or an order: their number has no bound; logs carry them.
/// </summary>
public sealed class OrderTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = TelemetryExport.Source;

    private const string Status = "serverless_orders.order.status";
    private const string PreviousStatus = "serverless_orders.order.status.previous";

    private readonly ActivitySource _source = new(Name);
    private readonly Counter<long> _transitions;
    private readonly Gauge<long> _unfinished;
    private readonly Gauge<double> _overdue;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _prepared;
    private readonly Counter<long> _delivered;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="storage">Whose requests are shown.</param>
    public OrderTelemetry(IMeterFactory meters, StorageClients storage)
    {
        var meter = meters.Create(Name);
        _transitions = meter.CreateCounter<long>(
            "serverless_orders.order.transitions", "{order}", "Changes of an order's status, its creation included.");
        _unfinished = meter.CreateGauge<long>(
            "serverless_orders.order.unfinished", "{order}", "Unfinished orders, as the last refresh pass found them.");
        _overdue = meter.CreateGauge<double>(
            "serverless_orders.workflow.overdue", "s", "The longest delay of the work of an order, as the last refresh pass found it.");
        _lag = meter.CreateHistogram<double>(
            "serverless_orders.workflow.lag", "s", "Time between a wake-up, or the instant that a workflow waited for, and its run.");
        _steps = meter.CreateHistogram<double>("serverless_orders.workflow.step.duration", "s", "Duration of the steps of workflows.");
        _prepared = meter.CreateCounter<long>(
            "serverless_orders.file.prepared", "{file}", "Files that were prepared, by their new state.");
        _delivered = meter.CreateCounter<long>("serverless_orders.delivery.io", "By", "Bytes of files and ZIPs that were handed to clients.");
        if (storage.Traffic is not { } traffic) return;
        meter.CreateObservableCounter(
            "serverless_orders.storage.requests", () => Requests(traffic), "{request}", "Requests to storage, by its answer.");
        meter.CreateObservableCounter(
            "serverless_orders.storage.retries", () => Retries(traffic), "{request}", "Requests to storage that repeated one which had failed.");
    }

    /// <summary>An order changed its status; null: it was created.</summary>
    public void Moved(OrderStatus? from, OrderStatus to)
    {
        if (from != to) _transitions.Add(1, new(Status, to.ToString()), new(PreviousStatus, from?.ToString() ?? "none"));
    }

    /// <summary>What a pass over all unfinished orders has found.</summary>
    /// <param name="orders">Their number by status.</param>
    /// <param name="overdue">The longest time by which the work of one is late.</param>
    public void Found(IReadOnlyDictionary<OrderStatus, int> orders, TimeSpan overdue)
    {
        // A status of which there is none any more must not keep its last figure.
        foreach (var status in Enum.GetValues<OrderStatus>())
            _unfinished.Record(orders.GetValueOrDefault(status), new KeyValuePair<string, object?>(Status, status.ToString()));
        _overdue.Record(overdue.TotalSeconds);
    }

    /// <summary>A workflow runs so long after it was woken or due.</summary>
    public void Lagged(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));

    /// <summary>Files of a sub-order were prepared.</summary>
    public void Prepared(FileState state, int files) =>
        _prepared.Add(files, new KeyValuePair<string, object?>("serverless_orders.file.state", state.ToString()));

    /// <summary>Bytes were handed out.</summary>
    public void Delivered(DeliveryKind kind, int bytes) =>
        _delivered.Add(bytes, new KeyValuePair<string, object?>("serverless_orders.delivery.kind", kind.ToString().ToLowerInvariant()));

    /// <summary>Measures and traces a step of a workflow.</summary>
    /// <param name="step">What it does.</param>
    /// <param name="order">Whose.</param>
    /// <param name="run">Does it.</param>
    public async Task<T> StepAsync<T>(string step, OrderKey order, Func<Task<T>> run)
    {
        using var activity = _source.StartActivity($"workflow {step}");
        activity?.SetTag("serverless_orders.order.id", order.Id).SetTag("serverless_orders.tenant", order.Tenant);
        var began = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            return await run();
        }
        catch (Exception e)
        {
            error = e is OperationCanceledException ? "cancelled" : e.GetType().FullName;
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);
            throw;
        }
        finally
        {
            var tags = new TagList { { "serverless_orders.workflow.step", step } };
            if (error is not null) tags.Add("error.type", error);
            _steps.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }
    }

    /// <summary>Ends the source of traces; the meter is its factory's.</summary>
    public void Dispose() => _source.Dispose();

    private static IEnumerable<Measurement<long>> Requests(StorageTraffic traffic) => traffic.Attempts.Select(pair => new Measurement<long>(
        pair.Value,
        new KeyValuePair<string, object?>("serverless_orders.storage.service", pair.Key.Service),
        new KeyValuePair<string, object?>("serverless_orders.storage.answer", pair.Key.Answer.ToString().ToLowerInvariant())));

    private static IEnumerable<Measurement<long>> Retries(StorageTraffic traffic) => traffic.Retries.Select(pair =>
        new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("serverless_orders.storage.service", pair.Key)));
}

/// <summary>What is delivered.</summary>
public enum DeliveryKind
{
    /// <summary>A file of the archive by itself.</summary>
    File,

    /// <summary>A ZIP, or a range of one.</summary>
    Zip,

    /// <summary>A file that another host gives.</summary>
    External,
}
