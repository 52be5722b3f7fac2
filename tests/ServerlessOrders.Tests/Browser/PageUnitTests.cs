using System.Runtime.CompilerServices;

namespace ServerlessOrders.Tests.Browser;

/// <summary>The tests that the pages have of their own, of what needs no browser.</summary>
public sealed class PageUnitTests
{
    [ForeignFact]
    public Task TestsOfThePages_Pass() => ExternalTool.RunAsync("npm", "--prefix", Pages(), "test");

    private static string Pages([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/ServerlessOrders.Web"));
}
