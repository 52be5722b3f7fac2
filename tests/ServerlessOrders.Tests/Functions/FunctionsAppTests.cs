using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessOrders.Functions;
using ServerlessOrders.Mail;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Functions;

public sealed class FunctionsAppTests
{
    private const string Development = "UseDevelopmentStorage=true";

    [Fact]
    public void Storage_ThatIsNotNamed_IsAskedForByName()
    {
        var refused = Assert.Throws<FormatException>(() => Build([]));
        Assert.Contains("OrdersStorage or AzureWebJobsStorage", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_OfTheOrders_ComesBeforeThatOfTheHost()
    {
        using var services = Build(new() { ["OrdersStorage:accountName"] = "orders", ["AzureWebJobsStorage"] = Development });
        Assert.Equal("orders", services.GetRequiredService<StorageClients>().Blobs.AccountName);
    }

    [Fact]
    public void Mails_LeadToTheAddressThatAzureGaveTheApp()
    {
        using var services = Build(new() { ["AzureWebJobsStorage"] = Development, ["WEBSITE_HOSTNAME"] = "orders.azurewebsites.net" });
        Assert.Equal("https://orders.azurewebsites.net", services.GetRequiredService<HostAddress>()());
    }

    [Fact]
    public void LocalSettings_OfTheSample_AreEnoughToStart_WithASecretOfOnesOwn()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Root("local.settings.sample.json")));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString());
        Assert.Equal("dotnet-isolated", values["FUNCTIONS_WORKER_RUNTIME"]);

        using (var copied = Build(values))
        {
            var refused = Assert.ThrowsAny<OptionsValidationException>(() => copied.GetRequiredService<IStartupValidator>().Validate());
            Assert.Contains("Orders:Secret is still a placeholder", refused.Message, StringComparison.Ordinal);
        }

        values["Orders:Secret"] = OrderServer.Secret;
        using var services = Build(values);
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    /// <summary>The worker reads the prefix from this file only, and the routes of the contract have none.</summary>
    [Fact]
    public void HostJson_PutsNothingBeforeTheRoutes()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Root("host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        // What tells a wake-up that it must start the instance.
        Assert.True(extensions.GetProperty("durableTask").GetProperty("throwStatusExceptionsOnRaiseEvent").GetBoolean());
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddFunctionsApp(configuration).BuildServiceProvider();
    }

    private static string Root(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", name));
}
