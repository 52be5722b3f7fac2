using System.Security.Cryptography;
using ServerlessOrders.Local.Azurite;

namespace ServerlessOrders.Local;

/// <summary>The folder of one local installation: its storage, its secret, and what it remembers of its first start.</summary>
public sealed class DataFolder
{
    private const string SecretFile = "secret";
    private const int SecretBytes = 48;

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(1);

    /// <summary>Names the folder, and makes it if it is missing.</summary>
    /// <exception cref="IOException">There is a file of that name, or no folder can be made there.</exception>
    public DataFolder(string path)
    {
        Root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{Root} cannot be the data folder: {(File.Exists(Root) ? "it is a file." : e.Message)} Name another with --data.", e);
        }
    }

    /// <summary>The folder of an installation that was started before.</summary>
    /// <exception cref="IOException">There is none: a secret made for it here would sign tokens that no server accepts.</exception>
    public static DataFolder Existing(string path) => File.Exists(Path.Combine(path, SecretFile))
        ? new DataFolder(path)
        : throw new IOException($"There is no installation in {Path.GetFullPath(path)}: name its folder with --data, or start the server there first.");

    /// <summary>Its full path.</summary>
    public string Root { get; }

    /// <summary>The folder of its Azurite.</summary>
    public string Azurite => Path.Combine(Root, "azurite");

    /// <summary>The folder of the e-mails that are not sent to a server.</summary>
    public string Mail => Path.Combine(Root, "mail");

    /// <summary>
    /// The secret that signs the tokens of this installation: made at random when first asked for, readable by its owner only.
    /// Two processes that ask at once get the same.
    /// </summary>
    /// <exception cref="AzuriteException">Another process has been making it for a minute, and is not done.</exception>
    public async Task<string> ReadSecretAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Root, SecretFile);
        if (!File.Exists(path)) await CreateSecretAsync(path, cancellationToken);
        return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
    }

    // Written elsewhere and moved, so that nobody reads half a secret. Under a lock: a move that looks for the file before is two steps,
    // and the second of two processes would replace the secret with which the first signs already.
    private static async Task CreateSecretAsync(string path, CancellationToken cancellationToken)
    {
        await using var one = await FolderLock.AcquireAsync($"{path}.lock", LockPatience, cancellationToken);
        if (File.Exists(path)) return;
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var writer = new StreamWriter(draft, options))
                await writer.WriteLineAsync(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).AsMemory(), cancellationToken);
            File.Move(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
