using Microsoft.Extensions.Options;

namespace ServerlessOrders.Tests.Contract.Notifications;

/// <summary>Receivers in the settings that could not be told: none is passed over without a word.</summary>
public sealed class ReceiverSettingsTests(AzuriteFixture azurite)
{
    private const string Tenants = "Orders:Notifications:Tenants";

    [Theory]
    [InlineData(Tenants, "https://hooks.example.org", $"{Tenants} has entries and is not one value: set {Tenants}:{{name}} instead.")]
    [InlineData($"{Tenants}:demo", "https://hooks.example.org", $"{Tenants}:demo has settings of its own: Url, Secret.")]
    [InlineData($"{Tenants}:demo:Secret:0", "x", $"{Tenants}:demo:Secret is one value: {Tenants}:demo:Secret:0 cannot be set.")]
    [InlineData($"{Tenants}:demo:Url", "https://hooks.example.org", $"{Tenants}:demo: its Url must be")]
    public async Task Start_WithAReceiverThatCannotBe_NamesTheSetting(string setting, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            OrderServer.StartAsync(azurite, azurite.Storage, builder => builder.Configuration[setting] = value));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
