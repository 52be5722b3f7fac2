using System.Text;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Contract.Orders;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Contract;

/// <summary>
/// The product without the services that work in the background: an order stays as a request left it, so an answer can be
/// compared letter by letter. The archive holds the files of the positions 0 to 2; that of 3 has changed, others are missing.
/// A foreign host has the external ones, as <see cref="ExternalFile"/> says.
/// </summary>
public sealed class StillServer(AzuriteFixture azurite) : SeededServer(azurite)
{
    /// <summary>What becomes of the external file at a position.</summary>
    public enum ExternalFile
    {
        /// <summary>Its host has it.</summary>
        Good,

        /// <summary>Its host has lost it.</summary>
        Missing,

        /// <summary>Its host sends the client to another host.</summary>
        Elsewhere,

        /// <summary>Its host is not on the operator's list.</summary>
        Forbidden,
    }

    /// <summary>The content of every file.</summary>
    public const string Content = "0123456789";

    private const uint ContentCrc32 = 0xA684C7C6;
    private const string ContentSha256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    private const int Unchanged = 3;

    private readonly List<string> _etags = [];
    private ForeignHost? _host;

    /// <summary>The port of the host of external files.</summary>
    public int ForeignPort => _host!.Port;

    public override async ValueTask InitializeAsync()
    {
        _host = await ForeignHost.StartAsync();
        _host.AnswerFile($"{(int)ExternalFile.Good}.tif", Encoding.ASCII.GetBytes(Content));
        _host.AnswerRedirect($"{(int)ExternalFile.Elsewhere}.tif", _host.Address("0.tif", ForeignNetwork.OtherHost));
        await base.InitializeAsync();
        var container = Service<StorageClients>().Blobs.GetBlobContainerClient("secret-container");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        for (var position = 0; position <= Unchanged; position++)
            _etags.Add(await UploadAsync(container, $"{position}.tif"));
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["Orders:ExternalHosts:0"] = ForeignNetwork.Host;
        builder.Services.AddSingleton(ForeignNetwork.Create());
    }

    private protected override OrderFile Prepare(OrderFile file) => file switch
    {
        { External: true } => file with
        {
            Href = _host!.Address(
                $"{file.Position}.tif", file.Position == (int)ExternalFile.Forbidden ? ForeignNetwork.OtherHost : ForeignNetwork.Host),
        },
        _ when file.State.CanBeServed() => file with
        {
            Crc32 = ContentCrc32, Sha256 = ContentSha256, BlobETag = file.Position < Unchanged ? _etags[file.Position] : "\"another\"",
            BlobModified = DateTimeOffset.UnixEpoch,
        },
        _ => file,
    };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static async Task<string> UploadAsync(BlobContainerClient container, string name)
    {
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(BinaryData.FromString(Content), TestContext.Current.CancellationToken);
        var properties = await blob.GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken);
        return properties.Value.ETag.ToString("H");
    }
}
