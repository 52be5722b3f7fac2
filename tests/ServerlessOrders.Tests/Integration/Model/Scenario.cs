using CsCheck;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>What lies in the archive, and what is done one after another. Everything else follows from it.</summary>
/// <param name="Collections">The files of each collection, one per product.</param>
/// <param name="Commands">What is done.</param>
internal sealed record Scenario(FileSpec[][] Collections, Command[] Commands)
{
    private static readonly Gen<string?> Label = Gen.Int[0, 4].Select(number => number switch { 0 => "A", 1 => "B", _ => (string?)null });
    private static readonly Gen<Who> By = Gen.Frequency((8, Gen.Const(Who.Owner)), (1, Gen.Const(Who.Stranger)), (1, Gen.Const(Who.Admin)));
    private static readonly Gen<int> Pick = Gen.Frequency((5, Gen.Const(0)), (3, Gen.Const(1)), (2, Gen.Int[0, 5]));

    private static readonly Gen<FileSpec> File = Gen.Select(
        Gen.Frequency((14, Gen.Const(BlobStart.Online)), (2, Gen.Const(BlobStart.Missing)), (3, Gen.Const(BlobStart.Archived)), (1, Gen.Const(BlobStart.OtherSize))),
        Gen.Frequency((1, Gen.Const(0)), (12, Gen.Int[1, 30])),
        Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false))),
        (start, length, known) => new FileSpec(start, length, known));

    private static readonly Gen<FileSpec[]> Collection = Gen.Frequency(
        (1, File.Array[0]), (2, File.Array[1, 4]), (4, File.Array[5, 14]), (1, File.Array[15, 30]));

    private static readonly Gen<Command> Creating =
        Gen.Select(Gen.Int[0, 1], Gen.Frequency((8, Gen.Int[0, 2]), (1, Gen.Const(-1))), Label, (user, collection, label) =>
            (Command)new Create(user, collection < 0 ? null : collection, label));

    private static readonly Gen<Command> Blob = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 29], Gen.Enum<BlobChange>(), (collection, file, change) => (Command)new ChangeBlob(collection, file, change));

    private static readonly Gen<Command> Fetching = Gen.Select(
        Pick, Gen.Int[0, 30], Gen.Int[1, 4], By, (order, file, count, by) => (Command)new Fetch(order, file, count, by));

    private static readonly Gen<Command> Zipping = Gen.Select(Pick, By, (order, by) => (Command)new FetchZip(order, by));

    private static readonly Gen<Command> Expiring = Gen.Int[1, 200].Select(hours => (Command)new Expire(hours));

    /// <summary>Commands of which one follows the other.</summary>
    public static Gen<Scenario> OneByOne(int commands) => Of(
        Gen.Frequency(
            (3, Creating), (4, Gen.Const((Command)new Drive())), (2, Gen.Const((Command)new Settle())),
            (3, Gen.Select(Pick, Gen.Int[1, 8], (order, count) => (Command)new Steps(order, count))),
            (4, Fetching), (2, Zipping), (3, Blob), (1, Expiring),
            (2, On(OrderCommand.Pause)), (2, On(OrderCommand.Resume)), (2, On(OrderCommand.Delete)), (1, On(OrderCommand.Remove)),
            (1, On(OrderCommand.Restart)), (3, On(OrderCommand.Retry))),
        commands);

    /// <summary>Commands of which some run at once.</summary>
    public static Gen<Scenario> AtOnce(int commands) => Of(
        Gen.Frequency(
            (4, Creating), (3, Gen.Const((Command)new Drive())), (4, Fetching), (3, Zipping), (3, Blob), (1, Expiring),
            (2, On(OrderCommand.Pause)), (2, On(OrderCommand.Resume)), (1, On(OrderCommand.Delete)), (1, On(OrderCommand.Remove)),
            (1, On(OrderCommand.Restart)), (3, On(OrderCommand.Retry))),
        commands);

    /// <summary>As a person reads it.</summary>
    public override string ToString()
    {
        var collections = Collections.Select((files, index) =>
            $"  collection {index}: {string.Join(", ", files.Select((file, at) => $"{at}:{file}"))}");
        return string.Join('\n', ["", .. collections, .. Commands.Select((command, index) => $"  {index + 1}. {command}")]);
    }

    private static Gen<Scenario> Of(Gen<Command> any, int commands) =>
        Gen.Select(Collection.Array[3], Creating, any.Array[3, commands], (collections, first, rest) => new Scenario(collections, [first, .. rest]));

    private static Gen<Command> On(OrderCommand command) => Gen.Select(
        Pick, command == OrderCommand.Remove ? Gen.Frequency((4, Gen.Const(Who.Admin)), (1, Gen.Const(Who.Owner))) : By, Label,
        (order, by, label) => (Command)new Act(command, order, by, command == OrderCommand.Restart ? label : null));
}

/// <summary>A file as the catalog and the archive know it at the beginning.</summary>
/// <param name="Start">What the archive has.</param>
/// <param name="Length">Its bytes in the archive.</param>
/// <param name="SizeKnown">Whether the catalog tells its size.</param>
internal sealed record FileSpec(BlobStart Start, int Length, bool SizeKnown)
{
    public override string ToString() => $"{Start} {Length}{(SizeKnown ? "" : "?")}";
}

/// <summary>What the archive has of a file at the beginning.</summary>
internal enum BlobStart
{
    Online,
    Missing,
    Archived,
    OtherSize,
}

/// <summary>What happens to a blob.</summary>
internal enum BlobChange
{
    Vanish,
    ComeBack,
    Replace,
    Restore,
    Archive,
}

/// <summary>Who asks.</summary>
internal enum Who
{
    Owner,
    Stranger,
    Admin,
}

/// <summary>Something that is done. Orders are counted from the newest, and again from there where there are fewer.</summary>
internal abstract record Command;

/// <summary>A user orders a collection, or whatever the basket holds.</summary>
internal sealed record Create(int User, int? Collection, string? Label) : Command;

/// <summary>A command on an order.</summary>
internal sealed record Act(OrderCommand What, int Order, Who By, string? Label) : Command;

/// <summary>Fetches some files of an order, one after another.</summary>
internal sealed record Fetch(int Order, int File, int Count, Who By) : Command;

/// <summary>Fetches the ZIP of an order.</summary>
internal sealed record FetchZip(int Order, Who By) : Command;

/// <summary>Time passes, and the expiry pass comes.</summary>
internal sealed record Expire(int Hours) : Command;

/// <summary>The process runs an order's workflow for some activities and dies.</summary>
internal sealed record Steps(int Order, int Count) : Command;

/// <summary>All workflows that were woken, or whose wait is over, run until they wait.</summary>
internal sealed record Drive : Command;

/// <summary>The time passes that any workflow waits, and all run.</summary>
internal sealed record Settle : Command;

/// <summary>Somebody changes the archive.</summary>
internal sealed record ChangeBlob(int Collection, int File, BlobChange Change) : Command;
