using System.Text.Json;

namespace ServerlessOrders.Local.Azurite;

/// <summary>
/// A use of the Azurite of one folder. Whoever comes first starts it, everyone after shares it, and the last to leave stops it.
/// It runs in a session of its own: when its users are killed it goes on, keeps what it has not saved yet, and is adopted by
/// the next start. There are never two on one folder.
/// </summary>
/// <remarks>
/// Beside Azurite's own data the folder holds <c>lock</c> (held while someone starts, adopts or leaves), <c>host.json</c>
/// (where the running one is), <c>users/</c> (a locked file a user) and <c>log</c>. A new host touches no data before host.json
/// names it and its starter, or whoever finds it, says go; so a starter killed at any moment leaves no second Azurite behind.
/// </remarks>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly AzuriteLaunch _launch;
    private readonly FileStream _use;
    private AzuriteHostAddress _address;
    private AzuriteHostStatus _status;

    private AzuriteProcess(string folder, AzuriteLaunch launch, Running running, FileStream use)
    {
        (_folder, _launch, _use) = (folder, launch, use);
        (_address, _status, WasRunning) = (running.Address, running.Status, running.Adopted);
    }

    /// <summary>Reaches its well-known account.</summary>
    public string ConnectionString => ConnectionTo(Account);

    /// <summary>True if it ran already and was only joined.</summary>
    public bool WasRunning { get; }

    /// <summary>The process, for diagnosis.</summary>
    public int ProcessId => _address.Pid;

    /// <summary>Its folder.</summary>
    public string Folder => _folder;

    /// <summary>Joins the Azurite of the folder, and starts it if none runs. Installs it at the first start of a checkout.</summary>
    /// <param name="folder">Its folder, made if missing.</param>
    /// <param name="inMemory">Keep nothing on disk, and end with this process (tests). Every user of a folder must say the same.</param>
    /// <param name="accounts">Further accounts beside the well-known one, each empty and apart from all others (tests).</param>
    /// <param name="progress">Is told in words what takes long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AzuriteException">It cannot be installed or started.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string folder,
        bool inMemory = false,
        IReadOnlyList<string>? accounts = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        var installation = await AzuriteInstallation.EnsureAsync(progress, cancellationToken);
        await using var one = await FolderLock.AcquireAsync(Path.Combine(folder, "lock"), LockPatience, cancellationToken);
        var launch = new AzuriteLaunch(installation, folder, inMemory, [Account, .. accounts ?? []], Key);
        var running = await EnsureRunningAsync(folder, launch, cancellationToken);
        return new AzuriteProcess(folder, launch, running, AzuriteUsers.Join(UsersOf(folder)));
    }

    /// <summary>
    /// Makes sure that it still runs: one that ended without its last user is started again where it listened before, or joined if
    /// another user has started it since.
    /// </summary>
    /// <exception cref="AzuriteException">It does not answer, or cannot be started again; the message says what to do.</exception>
    /// <exception cref="IOException">Its folder is gone, or cannot be written.</exception>
    public async Task<AzuriteHealth> CheckAsync(CancellationToken cancellationToken)
    {
        using (var host = new AzuriteHost(_address))
        {
            if (await host.FindAsync(cancellationToken) is not null) return AzuriteHealth.Runs;
        }

        await using var one = await FolderLock.AcquireAsync(Path.Combine(_folder, "lock"), LockPatience, cancellationToken);
        var running = await EnsureRunningAsync(_folder, _launch, cancellationToken);
        var before = _status.Ports;
        (_address, _status) = (running.Address, running.Status);
        return running.Status.Ports == before ? AzuriteHealth.Revived : AzuriteHealth.Moved;
    }

    /// <summary>Reaches one of its accounts: the well-known one, or one that <see cref="StartAsync"/> was told to make.</summary>
    public string ConnectionTo(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
        + $"BlobEndpoint={_status.Blob}/{account};QueueEndpoint={_status.Queue}/{account};TableEndpoint={_status.Table}/{account};";

    /// <summary>Leaves it; the last to leave stops it, which saves everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_use.CanRead) return;
        await using var one = await FolderLock.AcquireAsync(Path.Combine(_folder, "lock"), LockPatience, CancellationToken.None);
        await _use.DisposeAsync();
        if (AzuriteUsers.AnyAlive(UsersOf(_folder))) return;
        // The one that runs now: ours may have been killed and replaced since.
        if (await ReadAddressAsync(_folder, CancellationToken.None) is not { } address) return;
        using var host = new AzuriteHost(address);
        await host.StopAsync();
        File.Delete(AddressOf(_folder));
    }

    // Published by Microsoft for the emulator: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Joins the one that runs, or starts one where the last one listened, so that its clients find it again.</summary>
    private static async Task<Running> EnsureRunningAsync(string folder, AzuriteLaunch launch, CancellationToken cancellationToken)
    {
        var address = await ReadAddressAsync(folder, cancellationToken);
        var status = address is null ? null : await OpenAsync(address, cancellationToken);
        var adopted = status is not null;
        if (status is null && address?.Ports is { } last)
        {
            // Unless somebody else listens there by now: then it ends at once.
            address = await launch.RunAsync(last, cancellationToken);
            status = await OpenNewAsync(folder, address, cancellationToken);
        }

        if (status is null)
        {
            address = await launch.RunAsync(AzuritePorts.Any, cancellationToken);
            status = await OpenNewAsync(folder, address, cancellationToken)
                ?? throw new AzuriteException($"Azurite ended at its start; see {AzuriteLaunch.LogOf(folder)}.");
        }

        if (address!.Ports != status.Ports)
        {
            address = address with { Ports = status.Ports };
            await WriteAddressAsync(folder, address, cancellationToken);
        }

        return new Running(address, status, adopted);
    }

    private static async Task<AzuriteHostStatus?> OpenNewAsync(string folder, AzuriteHostAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAddressAsync(folder, address, cancellationToken);
            return await OpenAsync(address, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            using var host = new AzuriteHost(address);
            await host.StopAsync();
            throw;
        }
    }

    private static async Task<AzuriteHostStatus?> OpenAsync(AzuriteHostAddress address, CancellationToken cancellationToken)
    {
        using var host = new AzuriteHost(address);
        while (await host.FindAsync(cancellationToken) is { State: "stopping" })
            await Task.Delay(50, cancellationToken);
        return await host.OpenAsync(cancellationToken);
    }

    private static async Task<AzuriteHostAddress?> ReadAddressAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<AzuriteHostAddress>(
                await File.ReadAllTextAsync(AddressOf(folder), cancellationToken), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    // Whole or not at all: a torn file would hide a running Azurite.
    private static async Task WriteAddressAsync(string folder, AzuriteHostAddress address, CancellationToken cancellationToken)
    {
        var draft = AddressOf(folder) + ".new";
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(address, JsonSerializerOptions.Web), cancellationToken);
        File.Move(draft, AddressOf(folder), overwrite: true);
    }

    private static string AddressOf(string folder) => Path.Combine(folder, "host.json");

    private static string UsersOf(string folder) => Path.Combine(folder, "users");

    private sealed record Running(AzuriteHostAddress Address, AzuriteHostStatus Status, bool Adopted);
}
