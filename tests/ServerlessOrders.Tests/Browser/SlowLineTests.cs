using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ServerlessOrders.Web;

namespace ServerlessOrders.Tests.Browser;

/// <summary>
/// Measures the first visit over a slow line on a slow machine, and what goes over the wire, and writes both to <c>docs/pages-figures.md</c>:
/// <c>-explicit only -class '*SlowLineTests'</c>. Explicit, since it counts time.
/// </summary>
[Collection(PagesCollection.Name)]
public sealed class SlowLineTests(PagesFixture pages)
{
    private const int Visits = 5;


    [Fact(Explicit = true)]
    [Trait("Category", "Figures")]
    public async Task FirstVisit_IsShownWithinTwoSeconds_AndUsableWithinFour()
    {
        var first = new List<double>();
        var usable = new List<double>();
        double bytes = 0;
        for (var visit = 0; visit < Visits; visit++)
        {
            await pages.VisitAsync(async visitor =>
            {
                var line = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
                await line.SendAsync("Network.enable");
                await line.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
                {
                    ["offline"] = false, ["latency"] = 40, ["downloadThroughput"] = 10_000_000 / 8, ["uploadThroughput"] = 10_000_000 / 8,
                });
                await line.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 4 });
                await visitor.Page.GotoAsync($"{visitor.Address}#token={visitor.Token}");
                await visitor.Button("Add all to basket").And(visitor.Page.Locator(":enabled")).WaitForAsync();
                usable.Add(await visitor.Page.EvaluateAsync<double>("performance.now()"));
                first.Add(await visitor.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
                bytes = await visitor.Page.EvaluateAsync<double>(
                    "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + entry.transferSize, 0)");
            });
        }

        await File.WriteAllTextAsync(Report(), Write(first, usable, bytes), TestContext.Current.CancellationToken);
        Assert.InRange(first.Max(), 1, 2000);
        Assert.InRange(usable.Max(), 1, 4000);
    }

    private static string Write(List<double> first, List<double> usable, double bytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What the pages weigh, and how long they take

            Written by `dotnet run --project tests/ServerlessOrders.Tests -- -explicit only -class '*SlowLineTests'`, in Chromium, with an empty cache,
            over a line of 10 Mbit/s and 40 ms, on a processor slowed 4 times, in milliseconds from the request for the page:

            | {Visits} first visits, signed in by the link of the start | median | slowest | limit |
            |---|---|---|---|
            | something is shown | {Median(first):F0} | {first.Max():F0} | 2000 |
            | the collections are there, and can be put into the basket | {Median(usable):F0} | {usable.Max():F0} | 4000 |

            Over the wire come {bytes / 1024:F1} KiB for such a visit, headers and the answers of the API included. The files of the pages, in KiB, as they
            are sent to a browser that takes Brotli; each is fetched when what it is for is first shown, and never again until it changes:

            | file | KiB | KiB without compression |
            |---|---|---|

            """);
        var sizes = WebFiles.Names.Where(name => !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            .Select(name => (Name: name, Sent: WebFiles.Read(WebFiles.Names.Contains(name + ".br") ? name + ".br" : name).Length, Whole: WebFiles.Read(name).Length))
            .OrderByDescending(file => file.Sent).ToList();
        foreach (var (name, sent, whole) in sizes)
            text.Append(CultureInfo.InvariantCulture, $"| {WithoutHash(name)} | {sent / 1024.0:F1} | {whole / 1024.0:F1} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| all | {sizes.Sum(file => file.Sent) / 1024.0:F1} | {sizes.Sum(file => file.Whole) / 1024.0:F1} |\n");
        return text.ToString();
    }

    private static string WithoutHash(string name) => System.Text.RegularExpressions.Regex.Replace(Path.GetFileName(name), @"-[\w-]{8}(?=\.\w+$)", "");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Report([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/pages-figures.md"));
}
