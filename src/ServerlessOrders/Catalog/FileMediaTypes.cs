namespace ServerlessOrders.Catalog;

/// <summary>Media types of the files that archives hold, by their extension (IANA names if there are any).</summary>
internal static class FileMediaTypes
{
    /// <summary>What is said of files of which nothing is known.</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>The media type of a file's name; <c>application/octet-stream</c> if the extension tells nothing.</summary>
    public static string Of(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".tif" or ".tiff" => "image/tiff",
        ".jp2" => "image/jp2",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".json" => "application/json",
        ".geojson" => "application/geo+json",
        ".xml" => "application/xml",
        ".html" or ".htm" => "text/html",
        ".txt" or ".md" => "text/plain",
        ".csv" => "text/csv",
        ".pdf" => "application/pdf",
        ".nc" => "application/netcdf",
        ".h5" or ".he5" or ".hdf5" => "application/x-hdf5",
        ".hdf" => "application/x-hdf",
        ".fits" => "application/fits",
        ".zip" => "application/zip",
        ".gz" or ".tgz" => "application/gzip",
        ".tar" => "application/x-tar",
        _ => Unknown,
    };
}
