using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>One import of STAC documents under way.</summary>
/// <param name="request">How.</param>
/// <param name="source">Of what.</param>
/// <param name="sources">Opens documents.</param>
/// <param name="catalog">Where items go.</param>
/// <param name="storage">Our storage.</param>
/// <param name="archive">Tells the sizes of internal files.</param>
/// <param name="externalHosts">Tells which hosts are worth a note.</param>
/// <param name="meter">Told of items that are done.</param>
internal sealed class StacRun(
    StacImportRequest request,
    StacRunSource source,
    StacSources sources,
    CatalogStore catalog,
    StorageClients storage,
    IArchive archive,
    ExternalFilePolicy externalHosts,
    ImportMeter meter)
{
    // Beyond so many items, what is twice in one import is no longer noticed: memory has a bound.
    private const int MaxRemembered = 2_000_000;

    private readonly ArchiveUploads _uploads = new(storage);
    private readonly ImportTally _tally = new();
    private readonly HashSet<ulong> _seen = [];

    private Uri? Place => source.Place;

    private IReadOnlyList<StacPlace>? FirstDocuments => source.Documents;

    private string DefaultCollection => request.Collection ?? StacImport.DefaultCollection;

    /// <summary>Runs it to its end.</summary>
    public async Task<ImportResult> RunAsync(CancellationToken cancellationToken)
    {
        if (request is { Upload: true, DryRun: false }) await _uploads.EnsureContainerAsync(request.Container, cancellationToken);
        var items = Completed(ItemsAsync(cancellationToken), cancellationToken);
        await catalog.WriteItemsAsync(request.Tenant, items, Written, cancellationToken, request.DryRun);
        return _tally.ToResult();
    }

    private IAsyncEnumerable<CatalogItem> Completed(IAsyncEnumerable<(StacItem Item, StacPlace Place)> items, CancellationToken cancellationToken) =>
        new InternalFiles(archive, _tally.Note).CompleteAsync(
            new LocalUploads(_uploads, request.ToArchiveTier, request.DryRun, _tally).CompleteAsync(items, cancellationToken), cancellationToken);

    private void Written(CatalogWrite write)
    {
        _tally.Add(write);
        meter.Add(write.Items.Count, write.Items.Sum(i => i.Assets.Sum(a => a.Size ?? 0)));
    }

    // The items of all documents in one stream, so that documents of one item each are written together.
    private async IAsyncEnumerable<(StacItem Item, StacPlace Place)> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var local = Place is { IsFile: true } ? new LocalAssets(Place.LocalPath, request.Upload, request.Container) : null;
        var hrefs = new AssetHrefs(storage.BlobEndpoint, request.Base, local);
        var checking = Reader(hrefs, local, _tally.Note);
        var writing = Reader(hrefs, local, _ => { });
        var follower = new StacFollower(FirstDocuments is null ? null : Place, _tally.Note);
        foreach (var (document, depth) in Documents(follower))
        {
            var isFirst = FirstDocuments is not null && depth == 0;
            if (await ReadAsync(document, isFirst, checking, cancellationToken) is not var (summary, opened, where)) continue;
            await using (opened)
            {
                if (summary.Collection is { } collection)
                    await WriteAsync(collection with { Own = await OwnAsync(summary.Own, where, cancellationToken) }, cancellationToken);
                follower.Add(where, summary.Collection?.Id ?? document.Collection, summary.Links, depth);
                NoteOtherPages(summary, where);
                if (isFirst && summary.Links.All(l => l.Rel is not ("child" or "item"))) meter.Expect(summary.Items);
                if (summary.Item is { } item) yield return Once(item, where);
                if (summary.Kind != StacKind.ItemCollection) continue;
                opened.Position = 0;
                await foreach (var part in new StacDocument(opened, where.Name).ReadAsync(cancellationToken))
                    if (part.Index is not null && writing.ReadFeature(part, where) is { } feature) yield return Once(feature, where);
            }
        }
    }

    // Of two items with one collection and id the last stays, so the first is lost.
    private (StacItem Item, StacPlace Place) Once(StacItem item, StacPlace where)
    {
        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{item.Item.Collection}\0{item.Item.Id}"));
        if (_seen.Count < MaxRemembered && !_seen.Add(hash))
        {
            _tally.Note(new ImportNote(
                where.Name, item.Item.Id, Reason: $"another item of this id came before, for the collection '{item.Item.Collection}': only this one stays"));
        }

        return (item, where);
    }

    private IEnumerable<(StacPlace Place, int Depth)> Documents(StacFollower follower)
    {
        var first = FirstDocuments ?? StacFolder.Documents(new DirectoryInfo(Place!.LocalPath), DefaultCollection, _tally.Note);
        foreach (var document in first)
        {
            if (document.Address is { } address) follower.Seen(address);
            yield return (document with { Collection = DefaultCollection }, 0);
        }

        while (follower.Next() is { } next) yield return next;
    }

    // The first pass. A fault of the document that was asked for ends the import, one of another is noted.
    private async Task<(StacDocumentSummary Summary, Stream Opened, StacPlace Where)?> ReadAsync(
        StacPlace document, bool isFirst, StacItemReader checking, CancellationToken cancellationToken)
    {
        Stream? opened = null;
        try
        {
            Uri? address = null;
            if (isFirst && source.Stream is { } stream) opened = stream.CanSeek ? stream : new SpooledStream(stream, document.Name, idle: null);
            else (opened, address) = await sources.OpenAsync(document, cancellationToken);
            // What a pipe gives has no place, whatever the pipe is called.
            var where = document with { Address = Place is null ? null : address };
            var summary = await StacDocumentSummary.ReadAsync(opened, where, checking, cancellationToken);
            var answer = (summary, opened, where);
            opened = null;
            return answer;
        }
        catch (ImportException fault) when (!isFirst)
        {
            _tally.Note(fault.Note ?? new ImportNote(document.Name, Reason: fault.Message.TrimEnd('.')));
            return null;
        }
        finally
        {
            if (opened is not null) await opened.DisposeAsync();
        }
    }

    // The files of the collection itself, completed as those of items are.
    private async Task<CatalogItem?> OwnAsync(StacItem? own, StacPlace where, CancellationToken cancellationToken)
    {
        if (own is null) return null;
        var completed = Completed(new[] { (own, where) }.ToAsyncEnumerable(), cancellationToken);
        return await completed.FirstAsync(cancellationToken) is { Assets.Count: > 0 } files ? files : null;
    }

    private async Task WriteAsync(CatalogCollection collection, CancellationToken cancellationToken)
    {
        var written = collection with { Urn = Urns.Dataset(request.Tenant, collection.Id) };
        if (written.Stac?.Packed.Length > ItemDocument.MaxBytes)
        {
            _tally.Note(new ImportNote(collection.Id, Reason: "the document of the collection is too large for the catalog, which knows it by id and title only"));
            written = written with { Stac = null };
        }

        if (!request.DryRun) await catalog.WriteCollectionAsync(request.Tenant, written, cancellationToken);
        _tally.Add(written);
    }

    private void NoteOtherPages(StacDocumentSummary summary, StacPlace where)
    {
        if (summary.Kind == StacKind.ItemCollection && summary.Links.FirstOrDefault(l => l.Rel == "next") is { Href: { } next })
            _tally.Note(new ImportNote(where.Name, Reason: $"is one page of several; the next one was not read: {ImportNote.Shortened(next)}", LeftOut: false));
    }

    private StacItemReader Reader(AssetHrefs hrefs, LocalAssets? local, Action<ImportNote> report) =>
        new(new StacAssetReader(hrefs, externalHosts, report), local, request.Tenant, report);
}

/// <summary>What an import of STAC documents reads.</summary>
/// <param name="Place">The folder or address below which documents and files may lie; null for a pipe.</param>
/// <param name="Documents">The document to begin with, whose fault ends the import; null for all of the folder, links not followed.</param>
/// <param name="Stream">What the document is read from, if not from its address.</param>
internal sealed record StacRunSource(Uri? Place, IReadOnlyList<StacPlace>? Documents, Stream? Stream);
