using Microsoft.Extensions.Configuration;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Storage;

public sealed class StorageConnectionTests
{
    private const string WithKey =
        "DefaultEndpointsProtocol=https;AccountName=keyed;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData("OrdersStorage:accountName=archive", "https://archive.blob.core.windows.net/", "https://archive.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:accountName=host;AzureWebJobsStorage:credential=managedidentity;AzureWebJobsStorage:clientId=0f0e",
        "https://host.blob.core.windows.net/", "https://host.table.core.windows.net")]
    [InlineData("OrdersStorage:accountName=archive;AzureWebJobsStorage:accountName=host",
        "https://archive.blob.core.windows.net/", "https://archive.table.core.windows.net")]
    [InlineData("OrdersStorage:blobServiceUri=https://a.example.org;OrdersStorage:tableServiceUri=https://b.example.org",
        "https://a.example.org/", "https://b.example.org")]
    [InlineData("OrdersStorage=https://archive.blob.core.usgovcloudapi.net",
        "https://archive.blob.core.usgovcloudapi.net/", "https://archive.table.core.usgovcloudapi.net")]
    [InlineData("AzureWebJobsStorage=UseDevelopmentStorage=true", "http://127.0.0.1:10000/devstoreaccount1", "http://127.0.0.1:10002/devstoreaccount1")]
    public void Settings_LeadToTheAccountTheyName(string settings, string blobs, string tables)
    {
        var storage = StorageConnection.Open(Settings(settings), "OrdersStorage", "AzureWebJobsStorage");

        Assert.Equal(blobs, storage.Blobs.Uri.ToString());
        Assert.Equal(tables + "/Orders", storage.Orders.Uri.ToString());
    }

    [Fact]
    public void ConnectionString_CarriesItsKey_AndAnAddressNone()
    {
        // The client signs shared access signatures only where it holds a key.
        Assert.True(StorageConnection.Open(WithKey).Blobs.CanGenerateAccountSasUri);
        Assert.False(StorageConnection.Open("https://archive.blob.core.windows.net").Blobs.CanGenerateAccountSasUri);
    }

    [Theory]
    [InlineData("http://archive.blob.core.windows.net", "https://NAME.blob.core.windows.net")]
    [InlineData("https://archive.table.core.windows.net", "https://NAME.blob.core.windows.net")]
    [InlineData("https://archive.blob.core.windows.net/container", "https://NAME.blob.core.windows.net")]
    [InlineData("https://archive.blob.core.windows.net/?sv=secret-signature", "https://NAME.blob.core.windows.net")]
    [InlineData("AccountName=x;AccountKey=secret-key", "cannot be read")]
    public void Text_ThatNamesNoAccount_IsRefusedWithoutRepeatingIt(string text, string message)
    {
        var refused = Assert.Throws<FormatException>(() => StorageConnection.Open(text));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orders:Secret=x", "OrdersStorage__accountName")]
    [InlineData("OrdersStorage:blobServiceUri=https://a.example.org", "OrdersStorage__tableServiceUri")]
    [InlineData("OrdersStorage:blobServiceUri=http://a.example.org;OrdersStorage:tableServiceUri=https://b.example.org", "https")]
    public void Settings_ThatNameNoAccount_AreRefusedWithWhatIsMissing(string settings, string message)
    {
        var refused = Assert.Throws<FormatException>(() => StorageConnection.Open(Settings(settings), "OrdersStorage", "AzureWebJobsStorage"));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string text) => new ConfigurationBuilder()
        .AddInMemoryCollection(text.Split(';').Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]))
        .Build();
}
