using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>Opens external files of orders at their hosts, and records what became of them.</summary>
internal sealed class ExternalFiles(
    ExternalClient client, FileDelivery delivery, IOptions<OrdersOptions> options, ILogger<ExternalFiles> log)
{
    /// <summary>Opens a file for reading. It is recorded as DOWNLOADED before its last bytes are handed out.</summary>
    /// <param name="found">An external file that can be served.</param>
    /// <param name="wanted">The bytes that will most likely be read first: these are asked for at once.</param>
    /// <param name="cancellationToken">Stops the waiting for the host.</param>
    /// <returns>The content, or the reason why it cannot be fetched: the file is then DOWNLOAD_ERROR.</returns>
    internal async Task<OpenedExternalFile> OpenAsync(FoundFile found, ByteSpan wanted, CancellationToken cancellationToken)
    {
        try
        {
            var content = await OpenAsync(ExternalFile.Of(found.File), wanted, () => delivery.RecordAsync(found, FileChange.Downloaded), cancellationToken);
            return new OpenedExternalFile(content, null);
        }
        catch (ExternalFileException fault)
        {
            await FailAsync(found, fault);
            return new OpenedExternalFile(null, fault.Message);
        }
    }

    /// <summary>Opens a file for a ZIP, which records for itself what becomes of its files.</summary>
    /// <exception cref="ExternalFileException">It cannot be fetched.</exception>
    internal Task<ExternalFileStream> OpenUnrecordedAsync(ExternalFile file, ByteSpan wanted, CancellationToken cancellationToken) =>
        OpenAsync(file, wanted, () => Task.CompletedTask, cancellationToken);

    /// <summary>Records that a file could not be fetched from its host: it is DOWNLOAD_ERROR.</summary>
    internal async Task FailAsync(FoundFile found, ExternalFileException fault)
    {
        log.LogWarning(
            "Order {OrderId} of {Tenant}: external file {Position} cannot be fetched: {Reason}",
            found.Order.Id, found.Order.Tenant, found.File.Position, fault.Message);
        await delivery.RecordAsync(found, new FileChange(FileState.DOWNLOAD_ERROR, fault.Message));
    }

    private async Task<ExternalFileStream> OpenAsync(
        ExternalFile file, ByteSpan wanted, Func<Task> beforeLastByte, CancellationToken cancellationToken)
    {
        var part = await OpenPartAsync(file, wanted, cancellationToken);
        var rules = new ExternalStreamRules(
            (span, stop) => OpenPartAsync(file, span, stop), client.IdleTimeout, options.Value.ExternalMaxBytes, beforeLastByte);
        return new ExternalFileStream(part, part.Total ?? file.Size, rules);
    }

    /// <summary>
    /// Asks for the bytes, and if the host cannot give them: for one byte, which tells the size (they may lie behind the
    /// end), then for the file without a range (it may be empty, or its host may not know ranges).
    /// </summary>
    private async Task<ExternalPart> OpenPartAsync(ExternalFile file, ByteSpan wanted, CancellationToken cancellationToken)
    {
        ByteSpan?[] attempts = wanted.From > 0 ? [wanted, ByteSpan.Probe, null] : [wanted, null];
        foreach (var span in attempts)
        {
            var response = await client.GetAsync(file.Address, span, cancellationToken);
            try
            {
                if (ExternalPart.Read(response, span) is { } part)
                {
                    if (part.Refusal(file, options.Value.ExternalMaxBytes) is { } refusal) throw new ExternalFileException(refusal);
                    return part;
                }
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }

        throw new UnreachableException("An answer to a request without a range is a file or a fault.");
    }
}

/// <summary>How opening an external file ended.</summary>
/// <param name="Content">Its bytes if opened; the caller disposes it.</param>
/// <param name="Error">Why it cannot be fetched, if not.</param>
internal sealed record OpenedExternalFile(ExternalFileStream? Content, string? Error);
