using System.Security.Cryptography;

namespace ServerlessOrders.Local;

/// <summary>The folder of one local installation: its storage, its secret, and what it remembers of its first start.</summary>
public sealed class DataFolder
{
    private const string SecretFile = "secret";
    private const int SecretBytes = 48;

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
    public async Task<string> ReadSecretAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Root, SecretFile);
        if (!File.Exists(path)) await CreateSecretAsync(path, cancellationToken);
        return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
    }

    // Written elsewhere and moved, so that nobody reads half a secret; the one who comes second keeps the first one's.
    private static async Task CreateSecretAsync(string path, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var writer = new StreamWriter(draft, options))
                await writer.WriteLineAsync(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).AsMemory(), cancellationToken);
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
