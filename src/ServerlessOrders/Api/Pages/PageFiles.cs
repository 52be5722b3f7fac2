using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api.Pages;

/// <summary>The files of the pages, read when the first is asked for, and kept: they are some hundred KiB.</summary>
internal sealed class PageFiles
{
    /// <summary>The page itself: all others are below <see cref="AssetFolder"/>, under names with a hash of their content.</summary>
    public const string Index = "index.html";

    private const string AssetFolder = "assets/";

    private static readonly Dictionary<string, string> Codings = new(StringComparer.Ordinal) { [".br"] = "br", [".gz"] = "gzip" };

    private readonly FrozenDictionary<string, PageFile> _files;

    /// <summary>Reads all of them.</summary>
    public PageFiles(PageSource source)
    {
        var types = new FileExtensionContentTypeProvider();
        _files = source.Names
            .GroupBy(name => Codings.ContainsKey(Path.GetExtension(name)) ? name[..^Path.GetExtension(name).Length] : name, StringComparer.Ordinal)
            .ToFrozenDictionary(
                file => file.Key,
                file => new PageFile(
                    MediaTypeOf(types, file.Key),
                    file.ToDictionary(
                        name => Codings.GetValueOrDefault(name[file.Key.Length..], ContentCodings.Identity),
                        name => new PageVariant(source.Read(name)))),
                StringComparer.Ordinal);
    }

    public PageFile Page => _files[Index];

    /// <summary>What the page loads, by the last segment of its address; null if there is none.</summary>
    public PageFile? Asset(string name) => _files.GetValueOrDefault(AssetFolder + name);

    private static string MediaTypeOf(FileExtensionContentTypeProvider types, string name) =>
        !types.TryGetContentType(name, out var type) ? "application/octet-stream"
        : type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8"
        : type;
}
