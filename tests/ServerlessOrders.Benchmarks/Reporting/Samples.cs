using System.Diagnostics;
using System.Globalization;

namespace ServerlessOrders.Benchmarks.Reporting;

/// <summary>Repeated measurements of one thing; the median is what is compared, the extremes tell how far to trust it.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public double Median
    {
        get
        {
            var sorted = _values.Order().ToList();
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    public double Least => _values.Min();

    public double Most => _values.Max();

    /// <summary>Runs something and adds the seconds it took.</summary>
    public async Task TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

/// <summary>Numbers as the reports write them.</summary>
internal static class Figures
{
    /// <summary>With so many decimals, in every culture alike.</summary>
    public static string Text(this double value, int decimals = 2) =>
        value.ToString($"N{decimals}", CultureInfo.InvariantCulture);

    /// <summary>With a comma between thousands.</summary>
    public static string Text(this long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
