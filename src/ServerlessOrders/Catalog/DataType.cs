namespace ServerlessOrders.Catalog;

/// <summary>What a file of a product is. Only RAWDATA and the quicklooks can be ordered.</summary>
/// <remarks>Names are those of the REGARDS API and appear as such in JSON.</remarks>
public enum DataType
{
    /// <summary>The measurement itself.</summary>
    RAWDATA,

    /// <summary>A preview in standard definition.</summary>
    QUICKLOOK_SD,

    /// <summary>A preview in medium definition.</summary>
    QUICKLOOK_MD,

    /// <summary>A preview in high definition.</summary>
    QUICKLOOK_HD,

    /// <summary>A small picture for lists; not orderable.</summary>
    THUMBNAIL,

    /// <summary>A document about the product, such as its metadata; not orderable.</summary>
    DOCUMENT,

    /// <summary>A description of the product; not orderable.</summary>
    DESCRIPTION,

    /// <summary>Anything else; not orderable.</summary>
    OTHER,
}

/// <summary>Which data types can be ordered.</summary>
internal static class DataTypes
{
    /// <summary>True for RAWDATA and every QUICKLOOK: only these become files of an order.</summary>
    public static bool IsOrderable(this DataType type) => type is DataType.RAWDATA || type.IsQuicklook();

    /// <summary>True for the three QUICKLOOK definitions, which the API filters as one type.</summary>
    public static bool IsQuicklook(this DataType type) =>
        type is DataType.QUICKLOOK_SD or DataType.QUICKLOOK_MD or DataType.QUICKLOOK_HD;
}
