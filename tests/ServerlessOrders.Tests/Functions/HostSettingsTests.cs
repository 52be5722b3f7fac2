using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Functions;

/// <summary>What the host is told about the app: mistakes here show on a real host only.</summary>
public sealed class HostSettingsTests
{
    /// <summary>A host that is killed keeps the messages it holds for so long; Durable Functions accept no less than a minute.</summary>
    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void WorkOfAKilledHost_IsTakenOverAfterAMinute(string setting)
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Root("host.json")));
        var storage = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider");
        Assert.Equal(TimeSpan.FromMinutes(1), TimeSpan.Parse(storage.GetProperty(setting).GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>The host reads a body to its end before it asks the app, which refuses what is larger than an upload.</summary>
    [Fact]
    public void Bodies_ThatTheHostReads_AreHardlyLargerThanAnUpload()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Root("local.settings.sample.json")));
        var limit = settings.RootElement.GetProperty("Values").GetProperty("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT").GetString()!;

        Assert.InRange(long.Parse(limit, CultureInfo.InvariantCulture), CallUpload.MaxBytes + 64 * 1024, CallUpload.MaxBytes * 5L / 4);
        Assert.Contains($"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '{limit}'", File.ReadAllText(Root("infra/modules/functionApp.bicep")), StringComparison.Ordinal);
    }

    private static string Root(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", name));
}
