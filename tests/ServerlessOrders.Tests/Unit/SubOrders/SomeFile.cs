using ServerlessOrders.Catalog;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.SubOrders;

/// <summary>Files that exist only in a test's memory.</summary>
internal static class SomeFile
{
    public static OrderFile At(int position, FileState state = FileState.PENDING, string href = "archive/a.tif", long? size = 10) => new()
    {
        Position = position,
        State = state,
        Collection = "c",
        Item = $"item{position}",
        Asset = "data",
        Href = href,
        External = false,
        FileName = href[(href.LastIndexOf('/') + 1)..],
        DataType = DataType.RAWDATA,
        MimeType = "image/tiff",
        Size = size,
    };
}
