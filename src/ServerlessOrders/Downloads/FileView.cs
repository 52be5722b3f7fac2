using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ServerlessOrders.Catalog;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;
using DataType = ServerlessOrders.Catalog.DataType;

namespace ServerlessOrders.Downloads;

/// <summary>A file of an order as the API shows it (contract, section 4, File).</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">Its state.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="IpId">The URN of its product.</param>
/// <param name="DataType">What it is.</param>
/// <param name="Reference">True for an external file, which is not in the service's storage.</param>
/// <param name="Uri">The address of an external file, without what signs it; of an internal one its download address, never its place in storage.</param>
/// <param name="MimeType">Its media type.</param>
/// <param name="Online">Whether it can be downloaded now.</param>
/// <param name="Checksum">Lower-case hex; absent if unknown.</param>
/// <param name="Filesize">Its bytes; absent if unknown.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Types">Further types: this service has none.</param>
/// <param name="ProductId">The catalog's id of its product.</param>
/// <param name="Version">The version of its product, as in the URN.</param>
/// <param name="FilesTaskId">Its sub-order.</param>
/// <param name="DigestAlgorithm">Of the checksum.</param>
/// <param name="Crc32">CRC-32 of its bytes, 8 lower-case hex digits, once known.</param>
/// <param name="DownloadError">Why it could not be prepared or fetched.</param>
internal sealed record FileView(
    long Id,
    FileState State,
    long OrderId,
    string IpId,
    DataType DataType,
    bool Reference,
    [Url] string Uri,
    string MimeType,
    bool Online,
    string? Checksum,
    long? Filesize,
    string Filename,
    IReadOnlyList<string> Types,
    string ProductId,
    [Range(1, int.MaxValue)] int Version,
    long FilesTaskId,
    string? DigestAlgorithm,
    string? Crc32,
    string? DownloadError)
{
    /// <summary>The version in every URN of a product.</summary>
    internal const int ProductVersion = 1;

    /// <summary>The file, with its download address as <c>self</c> once it can be downloaded.</summary>
    public static Resource<FileView> Of(Order order, ListedFile listed, Links links)
    {
        var file = listed.File;
        var id = FileIds.Of(order.Id, file.Position);
        var self = links.To("self", ApiRoutes.File, id);
        var online = file.State.CanBeServed() && order.Progress.Expansion is null;
        var view = new FileView(
            id, file.State, order.Id, Urns.Product(order.Tenant, file.Collection, file.Item), file.DataType, file.External,
            file.External ? SignedAddress.Show(file.Href) : self.Href, file.MimeType, online, file.Checksum, file.Size, file.FileName, [], file.Item,
            ProductVersion, FileIds.Of(order.Id, listed.SubOrder.First), file.DigestAlgorithm,
            file.Crc32?.ToString("x8", CultureInfo.InvariantCulture), file.Error);
        return new Resource<FileView>(view, online ? [self] : []);
    }
}

/// <summary>A downloadable file as the API shows it (contract, section 3, files/available).</summary>
/// <param name="Id">Its number.</param>
/// <param name="ProductId">The catalog's id of its product.</param>
/// <param name="Version">The version of its product, as in the URN.</param>
/// <param name="DownloadUrl">Where to fetch it.</param>
/// <param name="MimeType">Its media type.</param>
/// <param name="Checksum">
/// Lower-case hex: the MD5 if it is known, since REGARDS' delivery service takes it for one; else that of the catalog. Absent if unknown.
/// </param>
/// <param name="Filesize">Its bytes; absent if unknown.</param>
/// <param name="Filename">Its name.</param>
internal sealed record AvailableFileView(
    long Id,
    string ProductId,
    [Range(1, int.MaxValue)] int Version,
    [Url] string DownloadUrl,
    string MimeType,
    string? Checksum,
    long? Filesize,
    string Filename)
{
    /// <summary>The view of a file, without links, as in REGARDS.</summary>
    public static Resource<AvailableFileView> Of(Order order, ListedFile listed, Links links)
    {
        var file = listed.File;
        var id = FileIds.Of(order.Id, file.Position);
        var view = new AvailableFileView(
            id, file.Item, FileView.ProductVersion, links.Href(ApiRoutes.File, id), file.MimeType, file.Md5 ?? file.Checksum, file.Size, file.FileName);
        return new Resource<AvailableFileView>(view, []);
    }
}
