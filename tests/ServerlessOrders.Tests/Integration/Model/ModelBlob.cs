using System.Text;
using ServerlessOrders.Catalog;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>A blob as the model knows it, and the real one, which follows it.</summary>
internal sealed class ModelBlob
{
    private readonly FileSpec _spec;
    private readonly MemoryArchive _archive;
    private bool _isOnline;

    public ModelBlob(int collection, int index, FileSpec spec, MemoryArchive archive, MemoryCatalog catalog)
    {
        (_spec, _archive) = (spec, archive);
        Item = $"c{collection}p{index:D2}";
        CatalogSize = spec.SizeKnown ? spec.Length + (spec.Start == BlobStart.OtherSize ? 1 : 0) : null;
        _isOnline = spec.Start != BlobStart.Archived;
        IsThere = spec.Start != BlobStart.Missing;
        archive.Put(Location, Content, _isOnline ? Readability.Online : Readability.Archived);
        if (!IsThere) archive.Hide(Location);
        catalog.Add($"c{collection}", Item, new CatalogAsset(
            "data", FileName, DataType.RAWDATA, "application/octet-stream", Location, false, CatalogSize, null, null));
    }

    public string Item { get; }

    public string FileName => Item + ".bin";

    public string Location => "archive/" + FileName;

    public long? CatalogSize { get; }

    public int Length => _spec.Length;

    public bool IsThere { get; private set; }

    /// <summary>Counts the times that it was replaced.</summary>
    public int Version { get; private set; } = 1;

    public bool IsReadable => IsThere && _isOnline;

    public byte[] Content
    {
        get
        {
            var text = string.Concat(Enumerable.Repeat($"{Item} version {Version} ", 4));
            return Encoding.ASCII.GetBytes(text)[..Length];
        }
    }

    public void Change(BlobChange change)
    {
        switch (change)
        {
            case BlobChange.Vanish:
                IsThere = false;
                _archive.Hide(Location);
                break;
            case BlobChange.ComeBack:
                IsThere = true;
                _archive.Show(Location);
                break;
            case BlobChange.Replace when IsThere:
                Version++;
                _isOnline = true;
                _archive.Put(Location, Content);
                break;
            case BlobChange.Restore when IsThere:
                _isOnline = true;
                _archive.Set(Location, Readability.Online);
                break;
            case BlobChange.Archive when IsThere:
                _isOnline = false;
                _archive.Set(Location, Readability.Archived);
                break;
        }
    }

    /// <summary>What a preparation of the file comes to now; PENDING where the blob is on its way back.</summary>
    public FileState Prepared =>
        !IsThere || (CatalogSize is { } size && size != Length) ? FileState.ERROR
        : _isOnline ? FileState.AVAILABLE
        : FileState.PENDING;
}

/// <summary>A file of an order as the model knows it.</summary>
internal sealed class ModelFile(ModelBlob blob)
{
    public ModelBlob Blob { get; } = blob;

    public FileState State { get; private set; } = FileState.PENDING;

    /// <summary>Its bytes as counted.</summary>
    public long Size { get; private set; } = blob.CatalogSize ?? 0;

    private int Verified { get; set; }

    public bool HasFailed => State is FileState.ERROR or FileState.DOWNLOAD_ERROR;

    public bool CanBeRead => Blob.IsReadable && Blob.Version == Verified;

    public void Prepare()
    {
        State = Blob.Prepared;
        if (State != FileState.AVAILABLE) return;
        Size = Blob.Length;
        Verified = Blob.Version;
    }

    public void Reset() => (State, Size) = (FileState.PENDING, Blob.CatalogSize ?? 0);

    public void Fetch() => State = CanBeRead ? FileState.DOWNLOADED : FileState.DOWNLOAD_ERROR;
}
