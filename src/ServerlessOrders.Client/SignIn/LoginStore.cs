using System.Text.Json;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.SignIn;

/// <summary>All that <c>orders login</c> remembers.</summary>
/// <param name="Last">The service signed in to last.</param>
/// <param name="ByService">The logins, by the address of their service.</param>
public sealed record Logins(string? Last, IReadOnlyDictionary<string, Login> ByService);

/// <summary>What it takes to call one service.</summary>
/// <param name="Authority">Who gave the token; empty if that is not known.</param>
/// <param name="ClientId">The application it was given to; empty if that is not known.</param>
/// <param name="AccessToken">The token.</param>
/// <param name="RefreshToken">Brings the next one; null if the authority gives none.</param>
/// <param name="Expires">When the token ends, as far as known.</param>
public sealed record Login(string Authority, string ClientId, string AccessToken, string? RefreshToken, DateTimeOffset Expires)
{
    /// <summary>A token that somebody gave: nobody renews it.</summary>
    public static Login OfToken(string token) => new("", "", token, null, DateTimeOffset.MaxValue);
}

/// <summary>The file of logins, which only its user can read.</summary>
public sealed class LoginStore(string path)
{
    /// <summary>Where it is, for users.</summary>
    public string Path => path;

    /// <summary>The store of this user.</summary>
    /// <param name="folder">Where it is; null for a folder <c>orders</c> where the system keeps settings.</param>
    public static LoginStore OfThisUser(string? folder)
    {
        folder ??= System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "orders");
        return new LoginStore(System.IO.Path.Combine(folder, "logins.json"));
    }

    /// <summary>All logins.</summary>
    public Logins Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ClientJson.Default.Logins) ?? Nobody();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return Nobody();
        }
    }

    /// <summary>Remembers a login in place of the one before.</summary>
    public void Write(string service, Login login)
    {
        var logins = Read();
        var all = new Dictionary<string, Login>(logins.ByService) { [service] = login };
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // A new file, so that nobody reads half of it and an old one's permissions do not stay.
        var next = $"{path}.{Environment.ProcessId}";
        File.Delete(next);
        using (var file = new FileStream(next, options)) JsonSerializer.Serialize(file, new Logins(service, all), ClientJson.Default.Logins);
        File.Move(next, path, overwrite: true);
    }

    private static Logins Nobody() => new(null, new Dictionary<string, Login>());
}
