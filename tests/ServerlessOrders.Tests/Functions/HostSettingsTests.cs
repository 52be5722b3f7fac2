using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ServerlessOrders.Tests.Functions;

/// <summary>What the host is told about the app: mistakes here show on a real host only.</summary>
public sealed class HostSettingsTests
{
    /// <summary>The host's own limit: beyond it callers get 500 from the host, before the app is asked.</summary>
    private const long HostBodyLimit = 104_857_600;

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

    [Fact]
    public void BodyBeyondTheHostsOwnLimit_ReachesTheAppThatRefusesIt()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Root("local.settings.sample.json")));
        var limit = settings.RootElement.GetProperty("Values").GetProperty("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT").GetString();
        Assert.True(long.Parse(limit!, CultureInfo.InvariantCulture) > HostBodyLimit);
    }

    private static string Root(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", name));
}
