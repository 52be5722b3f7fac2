using System.Net;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// Opens STAC documents: files, pipes, and addresses under the same guard as external files (only hosts on
/// <see cref="OrdersOptions.ExternalHosts"/>, none that is private). Each stream can be set back to its beginning.
/// </summary>
/// <param name="http">Asks hosts.</param>
internal sealed class StacSources(ExternalClient http)
{
    /// <summary>Opens a document by its address.</summary>
    /// <exception cref="ImportException">It cannot be read.</exception>
    public Task<(Stream Stream, Uri Address)> OpenAsync(StacPlace place, CancellationToken cancellationToken) =>
        place.Address!.IsFile ? OpenFileAsync(place, cancellationToken) : OpenHttpAsync(place, cancellationToken);

    private static async Task<(Stream Stream, Uri Address)> OpenFileAsync(StacPlace place, CancellationToken cancellationToken)
    {
        var path = place.Address!.LocalPath;
        try
        {
            if (FileKinds.IsRegular(path)) return (OpenPath(path, FileOptions.Asynchronous | FileOptions.SequentialScan), place.Address);
            // Opening a named pipe waits for whoever writes into it.
            var pipe = await Task.Run(() => OpenPath(path, FileOptions.None), cancellationToken).WaitAsync(cancellationToken);
            return (new SpooledStream(pipe, place.Name, idle: null), place.Address);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportException(new ImportNote(place.Name, Reason: $"cannot be read: {fault.Message.TrimEnd('.')}"), fault);
        }
    }

    private async Task<(Stream Stream, Uri Address)> OpenHttpAsync(StacPlace place, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await http.GetAsync(place.Address!.AbsoluteUri, span: null, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new ImportException(new ImportNote(place.Name, Reason: $"its host answered {(int)response.StatusCode} instead of the document"));
            if (response.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
                throw new ImportException(new ImportNote(place.Name, Reason: "its host sent the document encoded, which was not requested"));
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var address = response.RequestMessage?.RequestUri ?? place.Address;
            var stream = new SpooledStream(new Answer(response, body), place.Name, http.IdleTimeout);
            response = null;
            return (stream, address);
        }
        catch (ExternalFileException refused)
        {
            throw new ImportException(new ImportNote(place.Name, Reason: refused.Message.TrimEnd('.')), refused);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static FileStream OpenPath(string path, FileOptions options) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, options);

    /// <summary>The body of an answer; closing it closes the answer.</summary>
    private sealed class Answer(HttpResponseMessage response, Stream body) : AsyncReadStream
    {
        public override long Length => body.Length;

        public override long Position
        {
            get => body.Position;
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            body.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing) response.Dispose();
            base.Dispose(disposing);
        }
    }
}
