using System.Globalization;

namespace ServerlessOrders.Catalog.Index;

/// <summary>
/// Where the index keeps an item: a key for its time and one for its place, each in one bucket, however long or large it is. Long
/// items lie among long ones and large ones among large ones, so that a search looks into each kind just as far around what it
/// asks for as an item of that kind can reach.
/// </summary>
/// <remarks>
/// Keys begin with a character before all that encoded ids begin with, so that the rows of the index stand together before the
/// items. Times: <c>!t{span}|{start}|{item}</c>, spans of <see cref="Spans"/>. Places: <c>!p{level}|{column}|{row}|{item}</c>, the
/// cell of the middle of the item's box at the finest level whose cells are not smaller than the box.
/// </remarks>
internal static class IndexKeys
{
    /// <summary>The row of the index as a whole.</summary>
    public const string Summary = "!";

    /// <summary>Sorts behind every row of the index and before every item.</summary>
    public const string AfterIndex = "*";

    /// <summary>The finest level: cells of 360 / 2^14 degrees, some two kilometres.</summary>
    public const int Finest = 14;

    // Every second level only: a search looks into each level that occurs, so fewer are worth more than a closer fit.
    private const int Step = 2;

    /// <summary>How long the items of a span are at most; those of the last one have no bound.</summary>
    public static IReadOnlyList<TimeSpan> Spans { get; } =
        [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(32), TimeSpan.FromDays(366), TimeSpan.MaxValue];

    /// <summary>The width of a cell in degrees.</summary>
    public static double CellSize(int level) => 360.0 / (1 << level);

    /// <summary>The span of an item.</summary>
    public static int SpanOf(DateTimeOffset start, DateTimeOffset end)
    {
        var span = 0;
        while (end - start > Spans[span]) span++;
        return span;
    }

    /// <summary>The level of a box in degrees.</summary>
    public static int LevelOf(double width, double height)
    {
        var level = Finest;
        while (level > 0 && CellSize(level) < Math.Max(width, height)) level -= Step;
        return level;
    }

    /// <summary>The column of a longitude from -180 to 180, or the row of a latitude.</summary>
    public static int Cell(int level, double degrees) => Math.Clamp((int)((degrees + 180) / CellSize(level)), 0, (1 << level) - 1);

    /// <summary>Before the keys of a span.</summary>
    public static string Span(int span) => string.Create(CultureInfo.InvariantCulture, $"!t{span}|");

    /// <summary>Before the keys of a span that begin at an instant.</summary>
    public static string Time(int span, DateTimeOffset start) => Span(span) + Instant(start);

    /// <summary>Before the keys of a column.</summary>
    public static string Column(int level, int column) => string.Create(CultureInfo.InvariantCulture, $"!p{level:D2}|{column:D5}|");

    /// <summary>Before the keys of a cell.</summary>
    public static string Place(int level, int column, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"!p{level:D2}|{column:D5}|{row:D5}|");

    /// <summary>An instant as a text that sorts as instants do.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Degrees from -360 to 540 as a text that sorts as numbers do, to a millionth.</summary>
    public static string Degrees(double degrees) => ((long)((degrees + 360) * 1e6)).ToString("D9", CultureInfo.InvariantCulture);
}
