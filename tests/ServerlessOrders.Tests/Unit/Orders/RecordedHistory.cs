using System.Globalization;
using System.Runtime.CompilerServices;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Orders;

/// <summary>Preparations of real orders over the storage emulator, in the order in which they ended.</summary>
internal static class RecordedHistory
{
    /// <summary>Where the record lies, among the sources of the tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Here(), "preparations.csv");

    /// <summary>Reads it.</summary>
    public static IReadOnlyList<(PreparationBegun Begun, DateTimeOffset Ended)> Read() =>
    [
        .. File.ReadLines(Path).Skip(1).Select(line => line.Split(';')).Select(cells =>
        {
            var begun = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture);
            return (
                new PreparationBegun(begun, 1, long.Parse(cells[2], CultureInfo.InvariantCulture), bool.Parse(cells[3])),
                begun.AddSeconds(double.Parse(cells[1], CultureInfo.InvariantCulture)));
        }).OrderBy(one => one.Item2),
    ];

    private static string Here([CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here)!;
}
