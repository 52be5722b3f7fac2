using System.Diagnostics;
using System.Globalization;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>
/// Fetches with curl and keeps nothing: of all clients it leaves most of the machine to what is measured. Several addresses
/// are fetched one after another over one connection, redirects over another; curl keeps the Authorization header from those.
/// </summary>
internal static class Curl
{
    /// <summary>Fetches, and sees that all came.</summary>
    /// <param name="addresses">Addresses.</param>
    /// <param name="headers">Headers of every request, as <c>Name: value</c>.</param>
    /// <param name="folder">Folder for its list of addresses.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="InvalidOperationException">curl is missing, or an answer was no success or came incomplete.</exception>
    public static async Task<Fetched> FetchAsync(
        IReadOnlyCollection<string> addresses, IReadOnlyList<string> headers, string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var list = Path.Combine(folder, $"curl-{Guid.NewGuid():N}");
        await File.WriteAllLinesAsync(
            list,
            ["silent", "show-error", "fail", "location", .. headers.Select(header => $"header = \"{header}\""), .. addresses.SelectMany(Lines)],
            stop);
        var began = Stopwatch.GetTimestamp();
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-K", list]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("curl cannot be started; on Debian: apt-get install curl");
        var printed = await curl.StandardOutput.ReadToEndAsync(stop);
        await curl.WaitForExitAsync(stop);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        File.Delete(list);
        if (curl.ExitCode != 0) throw new InvalidOperationException($"curl ended with {curl.ExitCode}.");

        var answers = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        return new Fetched(
            answers.Sum(answer => long.Parse(answer[0], CultureInfo.InvariantCulture)),
            seconds,
            double.Parse(answers[0][1], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Lines(string address) =>
        [$"url = \"{address}\"", "output = \"/dev/null\"", "write-out = \"%{size_download} %{time_starttransfer}\\n\""];
}

/// <summary>What curl fetched.</summary>
/// <param name="Bytes">Bytes of all bodies.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="FirstByteSeconds">Until the first byte of the first answer.</param>
internal sealed record Fetched(long Bytes, double Seconds, double FirstByteSeconds);
