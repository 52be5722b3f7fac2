using Microsoft.Extensions.Options;
using MimeKit;

namespace ServerlessOrders.Mail;

/// <summary>
/// Puts each mail into a folder as <c>.eml</c> file, named by the mail's id: the same mail again replaces itself. Mails hold
/// order tokens, so only the folder's owner can read them.
/// </summary>
internal sealed class FolderMailer(IOptions<MailOptions> options, TimeProvider time) : IMailer
{
    /// <summary>The longest line in bytes (RFC 5322 section 2.1.1).</summary>
    private const int MaxLine = 998;

    /// <inheritdoc/>
    public async Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var mime = MimeMessages.Of(message, options.Value.From, time.GetUtcNow());
        // Names the encoding of its parts, as readable as it can be; for a server the SMTP client does so.
        mime.Prepare(EncodingConstraint.EightBit, MaxLine);
        var folder = Path.GetFullPath(options.Value.Folder!);
        var path = Path.Combine(folder, MimeMessages.SafeId(message.Id) + ".eml");
        var draft = $"{path}.{Guid.NewGuid():N}";
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            Directory.CreateDirectory(folder);
            // Written elsewhere and moved, so that nobody reads half a mail.
            await using (var file = new FileStream(draft, creation))
                await mime.WriteToAsync(file, cancellationToken);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailException($"The mail cannot be written to {folder}: {e.Message}", e) { ServerFault = true };
        }
        finally
        {
            if (File.Exists(draft)) File.Delete(draft);
        }
    }
}
