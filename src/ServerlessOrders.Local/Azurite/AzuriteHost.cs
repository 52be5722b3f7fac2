using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessOrders.Local.Azurite;

/// <summary>What the file of a folder says of its Azurite.</summary>
/// <param name="Instance">A name made up at its start: no other process answers to it.</param>
/// <param name="Port">Its control address on 127.0.0.1.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Ports">Where its services listen; null until they do.</param>
internal sealed record AzuriteHostAddress(string Instance, int Port, int Pid, AzuritePorts? Ports = null);

/// <summary>The ports of its services on 127.0.0.1; 0 takes a free one.</summary>
/// <param name="Blob">Of the blob service.</param>
/// <param name="Queue">Of the queue service.</param>
/// <param name="Table">Of the table service.</param>
internal sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    /// <summary>Any that are free.</summary>
    public static AzuritePorts Any { get; } = new(0, 0, 0);
}

/// <summary>What the host answers about itself (host.cjs).</summary>
/// <param name="Pid">Its process.</param>
/// <param name="State"><c>waiting</c>, <c>starting</c>, <c>ready</c> or <c>stopping</c>.</param>
/// <param name="Blob">Address of the blob service once it listens.</param>
/// <param name="Queue">Address of the queue service once it listens.</param>
/// <param name="Table">Address of the table service once it listens.</param>
internal sealed record AzuriteHostStatus(int Pid, string State, string? Blob, string? Queue, string? Table)
{
    /// <summary>The ports of the three, which listen.</summary>
    public AzuritePorts Ports => new(PortOf(Blob), PortOf(Queue), PortOf(Table));

    private static int PortOf(string? address) => address is null ? 0 : new Uri(address).Port;
}

/// <summary>Speaks with the node process that runs Azurite, through its control address.</summary>
internal sealed class AzuriteHost(AzuriteHostAddress address) : IDisposable
{
    // Node has one thread, which a save of large tables holds for seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{address.Port}/"),
        Timeout = Patience,
    };

    /// <summary>Asks for the state; null if this host is no longer there.</summary>
    /// <exception cref="AzuriteException">Something holds the port and does not answer.</exception>
    public async Task<AzuriteHostStatus?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(address.Instance, cancellationToken);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<AzuriteHostStatus>(JsonSerializerOptions.Web, cancellationToken)
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AzuriteException($"Azurite (process {address.Pid}) does not answer; end that process and try again.", e);
        }
    }

    /// <summary>Lets it open its folder, and waits until all services listen. Harmless for one that already does.</summary>
    /// <returns>Null if the host ended instead.</returns>
    public async Task<AzuriteHostStatus?> OpenAsync(CancellationToken cancellationToken)
    {
        await SendAsync("go", cancellationToken);
        while (await FindAsync(cancellationToken) is { } status)
        {
            if (status.State != "starting") return status.State == "ready" ? status : null;
            await Task.Delay(Poll, cancellationToken);
        }

        return null;
    }

    /// <summary>Has it save everything and end, and waits for that; kills it if it does not end in time.</summary>
    public async Task StopAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await SendAsync("stop", CancellationToken.None);
        while (await FindAsync(CancellationToken.None) is { } status)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                using var process = Process.GetProcessById(status.Pid);
                process.Kill();
                return;
            }

            await Task.Delay(Poll);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task SendAsync(string command, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.PostAsync($"{address.Instance}/{command}", null, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Gone or going: what follows asks for its state.
        }
    }
}
