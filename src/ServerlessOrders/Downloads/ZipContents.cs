using System.Globalization;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Naming;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// What goes into the manifest of a ZIP, in one of the layouts. Flat and tree are the files alone. A bag (RFC 8493) is a folder
/// named like the ZIP, with the tree of the files below <c>data/</c>, and at its end the tag files: <c>bagit.txt</c>,
/// <c>bag-info.txt</c>, <c>manifest-sha256.txt</c> and <c>tagmanifest-sha256.txt</c>. Every file of a bag needs its SHA-256; one
/// whose SHA-256 is not known is left out, and the notice says so.
/// </summary>
internal sealed class ZipContents : IDisposable
{
    private const string NoDigest = "its SHA-256 is not known, so no bag can hold it: fetch it by itself or with another layout";

    private readonly OrderKey _order;
    private readonly EntryLayout _layout;
    private readonly DateTimeOffset _created;
    private readonly ZipManifestWriter _writer;
    private readonly ZipNames _names = new();
    private readonly ManifestText? _manifest;
    private readonly string _folder;
    private long _bytes;
    private long _count;

    /// <summary>Begins a manifest.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="order">The order.</param>
    /// <param name="layout">How its files are named.</param>
    /// <param name="created">When the ZIP is made.</param>
    internal ZipContents(Stream output, OrderKey order, EntryLayout layout, DateTimeOffset created)
    {
        (_order, _layout, _created) = (order, layout, created);
        _writer = new ZipManifestWriter(output, created);
        _folder = Stem(order.Id, created);
        if (layout == EntryLayout.BagIt) _manifest = _writer.BeginText();
    }

    /// <summary><c>order_{id}_{time}</c>: the name of a ZIP without its extension.</summary>
    internal static string Stem(long orderId, DateTimeOffset created) => string.Create(
        CultureInfo.InvariantCulture, $"order_{orderId}_{created.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");

    /// <summary>The name of the next file. All files of an order must be named, in their order, for the names to be the same each time.</summary>
    internal string NameOf(OrderFile file) => _layout switch
    {
        EntryLayout.Flat => _names.Next(file.FileName),
        EntryLayout.Tree => _names.Next(ProductFolders.Of(_order.Tenant, file), file.FileName),
        _ => _names.Next([_folder, "data", .. ProductFolders.Of(_order.Tenant, file).Select(InBag)], InBag(file.FileName)),
    };

    /// <summary>Adds a file.</summary>
    /// <param name="member">The file, under the name that it was given.</param>
    /// <param name="sha256">Its SHA-256 in hex; null if it is not known.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    internal async Task AddAsync(ZipMember member, string? sha256, CancellationToken cancellationToken)
    {
        if (_manifest is not null)
        {
            if (sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigit))
            {
                await AddNoticeAsync(member.Name[(member.Name.LastIndexOf('/') + 1)..], NoDigest, cancellationToken);
                return;
            }

            await _manifest.AppendAsync($"{sha256.ToLowerInvariant()}  {member.Name[(_folder.Length + 1)..]}\n", cancellationToken);
            _bytes += member.Length;
            _count++;
        }

        await _writer.AddAsync(member, cancellationToken);
    }

    /// <summary>Adds a line to the notice: a file that is left out, and why.</summary>
    internal Task AddNoticeAsync(string name, string reason, CancellationToken cancellationToken) =>
        _writer.AddNoticeAsync(name, reason, cancellationToken);

    /// <summary>Writes what is left. Nothing can be added afterwards.</summary>
    internal async Task<ZipManifestSummary> CompleteAsync(CancellationToken cancellationToken) =>
        _manifest is null
            ? await _writer.CompleteAsync(_names.Next("NOTICE.txt"), cancellationToken)
            : await _writer.CompleteAsync($"{_folder}/NOTICE.txt", cancellationToken, await TagFilesAsync(_manifest, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>
    /// Without percent signs: RFC 8493 section 2.1.3 has them encoded in a manifest, and validators disagree about decoding them.
    /// </summary>
    private static string InBag(string name) => name.Replace('%', '_');

    private async Task<IReadOnlyList<(string Name, ManifestText Text)>> TagFilesAsync(ManifestText manifest, CancellationToken cancellationToken)
    {
        var info = string.Create(
            CultureInfo.InvariantCulture,
            $"Bag-Software-Agent: ServerlessOrders\nBagging-Date: {_created:yyyy-MM-dd}\nExternal-Identifier: {_order.Id}\nPayload-Oxum: {_bytes}.{_count}\n");
        var tags = new List<(string Name, ManifestText Text)>
        {
            ("bagit.txt", await TextAsync("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")),
            ("bag-info.txt", await TextAsync(info)),
            ("manifest-sha256.txt", manifest),
        };
        tags.Add(("tagmanifest-sha256.txt", await TextAsync(string.Concat(tags.Select(tag => $"{tag.Text.Sha256}  {tag.Name}\n")))));
        return [.. tags.Select(tag => ($"{_folder}/{tag.Name}", tag.Text))];

        async Task<ManifestText> TextAsync(string content)
        {
            var text = _writer.BeginText();
            await text.AppendAsync(content, cancellationToken);
            return text;
        }
    }
}
