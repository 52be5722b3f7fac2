using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>An order as the model knows it: what its owner may expect of it, by the contract alone.</summary>
internal sealed class ModelOrder(OrderKey key, string owner, string label, IReadOnlyList<ModelBlob> selection, DateTimeOffset now)
{
    public const int SubOrderFiles = 4;
    public const int SubOrderHours = 20;
    public const int MaxHours = 168;

    private static readonly Dictionary<OrderCommand, (string Refusal, OrderStatus[] From)> Rules = new()
    {
        [OrderCommand.Pause] = ("ORDER_MUST_BE_PENDING_OR_RUNNING", [OrderStatus.PENDING, OrderStatus.RUNNING]),
        [OrderCommand.Resume] = ("ORDER_MUST_BE_PAUSED", [OrderStatus.PAUSED]),
        [OrderCommand.Delete] = ("ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_PAUSED_OR_FAILED_OR_EXPIRED",
            [OrderStatus.DONE, OrderStatus.DONE_WITH_WARNING, OrderStatus.PAUSED, OrderStatus.FAILED, OrderStatus.EXPIRED]),
        [OrderCommand.Remove] = ("ORDER_MUST_BE_DELETED", [OrderStatus.DELETED]),
        [OrderCommand.Restart] = ("ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_FAILED",
            [OrderStatus.DONE, OrderStatus.DONE_WITH_WARNING, OrderStatus.FAILED, OrderStatus.EXPIRED]),
        [OrderCommand.Extend] = ("ORDER_MUST_BE_PENDING_OR_RUNNING_OR_PAUSED_OR_DONE_OR_DONE_WITH_WARNING",
            [OrderStatus.PENDING, OrderStatus.RUNNING, OrderStatus.PAUSED, OrderStatus.DONE, OrderStatus.DONE_WITH_WARNING]),
        [OrderCommand.Retry] = ("ORDER_MUST_BE_DONE_WITH_WARNING_OR_FAILED", [OrderStatus.DONE_WITH_WARNING, OrderStatus.FAILED]),
    };

    public OrderKey Key { get; } = key;

    public string Owner { get; } = owner;

    public string Label { get; } = label;

    public IReadOnlyList<ModelBlob> Selection { get; } = selection;

    public List<ModelFile> Files { get; } = [];

    public OrderStatus Status { get; private set; } = OrderStatus.PENDING;

    public bool IsRemoved { get; private set; }

    public bool FilesAreGone => Status is OrderStatus.DELETED or OrderStatus.EXPIRED;

    public bool IsExpanding { get; private set; } = true;

    public IEnumerable<ModelFile[]> SubOrders => Files.Chunk(SubOrderFiles);

    public int Available => FilesAreGone ? 0 : Files.Count(file => file.State == FileState.AVAILABLE);

    /// <summary>True if an accepted retry has not reset all failed files yet.</summary>
    private bool IsRetrying { get; set; }

    private string? Message { get; set; }

    private DateTimeOffset Expires { get; set; } = now + Life(0);

    /// <summary>What everybody may see of it.</summary>
    public Shown Show() => new(
        Status, Percent, Files.Count(file => file.State == FileState.ERROR), Available,
        !FilesAreGone && SubOrders.Any(files => files.All(file => file.State != FileState.PENDING) && files.Any(file => file.State == FileState.AVAILABLE)),
        Owner, Label, Expires, Message, Links(isAdmin: false), Links(isAdmin: true),
        FilesAreGone ? null : string.Join(' ', Files.Select(file => file.State)));

    /// <summary>The reason why it refuses a command, or null.</summary>
    public string? Refusal(OrderCommand command) => Rules[command].From.Contains(Status) ? null : Rules[command].Refusal;

    /// <summary>An accepted command.</summary>
    public void Accept(OrderCommand command, DateTimeOffset now)
    {
        switch (command)
        {
            case OrderCommand.Pause:
                Status = OrderStatus.PAUSED;
                break;
            case OrderCommand.Resume:
                Status = IsExpanding ? OrderStatus.PENDING : OrderStatus.RUNNING;
                break;
            case OrderCommand.Delete:
                Status = OrderStatus.DELETED;
                break;
            case OrderCommand.Remove:
                IsRemoved = true;
                break;
            case OrderCommand.Retry:
                var date = now + Life(SubOrders.Count(files => files.Any(file => file.HasFailed)));
                Expires = date > Expires ? date : Expires;
                (Status, IsRetrying) = (OrderStatus.RUNNING, true);
                if (Files.Count > 0) Message = null;
                break;
        }
    }

    /// <summary>A download has changed some files: DONE and DONE_WITH_WARNING lead to each other.</summary>
    public void Rejudge()
    {
        if (Status is OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING && Files.Count > 0) Status = End();
    }

    /// <summary>The expiry pass.</summary>
    public void Expire(DateTimeOffset now)
    {
        var lives = Status is OrderStatus.PENDING or OrderStatus.RUNNING or OrderStatus.PAUSED
            || (Status is OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING && Available > 0);
        if (!IsRemoved && lives && Expires < now) Status = OrderStatus.EXPIRED;
    }

    /// <summary>
    /// The workflow has run for a while. How far it came is not foretold (other orders compete for the slots): what is seen is taken
    /// over as far as it is progress that the order's state and the archive allow; anything else shows in the comparison after it.
    /// </summary>
    public void Progress(OrderSnapshot seen, IReadOnlyList<FileState> states, DateTimeOffset now)
    {
        if (Status == OrderStatus.PENDING) Expand(seen, now);
        if (Status != OrderStatus.RUNNING) return;
        for (var i = 0; i < Math.Min(states.Count, Files.Count); i++)
        {
            var file = Files[i];
            if (IsRetrying && file.HasFailed && states[i] != file.State) file.Reset();
            if (file.State == FileState.PENDING && states[i] != FileState.PENDING) file.Prepare();
        }

        IsRetrying = IsRetrying && (seen.Order.Progress.ResetFrom is not null || seen.Order.Progress.ToReset.Count > 0);
        if (seen.Order.Status == OrderStatus.RUNNING || IsRetrying || Files.Any(file => file.State == FileState.PENDING)) return;
        Status = End();
        if (Status == OrderStatus.FAILED) Message = $"No file could be prepared, of {Files.Count}. {Files[0].Blob.FileName}";
    }

    private void Expand(OrderSnapshot seen, DateTimeOffset now)
    {
        foreach (var blob in Selection.Take(seen.Counts.Total).Skip(Files.Count)) Files.Add(new ModelFile(blob));
        if (seen.Order.Progress.Expansion is not null || Files.Count < Selection.Count) return;
        IsExpanding = false;
        Expires = now + Life(SubOrders.Count());
        Status = OrderStatus.RUNNING;
        if (Files.Count > 0) return;
        Message = "It seems that the queried features do not exist anymore.";
        Status = OrderStatus.DONE_WITH_WARNING;
    }

    private OrderStatus End() =>
        Files.Count == 0 ? OrderStatus.DONE_WITH_WARNING
        : Files.All(file => file.State == FileState.ERROR) ? OrderStatus.FAILED
        : Files.Any(file => file.HasFailed) ? OrderStatus.DONE_WITH_WARNING
        : OrderStatus.DONE;

    private int Percent
    {
        get
        {
            if (IsExpanding) return 0;
            var pending = Files.Where(file => file.State == FileState.PENDING).ToList();
            if (pending.Count == 0) return Status is OrderStatus.RUNNING or OrderStatus.PAUSED ? 99 : 100;
            var bytes = Files.Sum(file => file.Size);
            return bytes == 0 ? 0 : (int)Math.Min(99, 100 * (bytes - pending.Sum(file => file.Size)) / bytes);
        }
    }

    private string Links(bool isAdmin)
    {
        List<string> links = ["self", "list"];
        if (Available > 0) links.Add("download");
        links.AddRange(new[]
        {
            OrderCommand.Pause, OrderCommand.Resume, OrderCommand.Delete, OrderCommand.Remove, OrderCommand.Restart, OrderCommand.Retry,
            OrderCommand.Extend,
        }.Where(command => Refusal(command) is null && (isAdmin || command != OrderCommand.Remove)).Select(command => command.ToString().ToLowerInvariant()));
        return string.Join(' ', links);
    }

    private static TimeSpan Life(int subOrders) =>
        TimeSpan.FromHours(Math.Min(MaxHours, subOrders == 0 ? SubOrderHours : (subOrders + 2) * SubOrderHours));
}

/// <summary>What can be seen of an order, by the model and in the product.</summary>
internal sealed record Shown(
    OrderStatus Status, int Percent, long InError, long Available, bool Waits, string Owner, string Label, DateTimeOffset Expires, string? Message,
    string Links, string AdminLinks, string? Files);
