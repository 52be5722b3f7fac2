using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Local.Azurite;

/// <summary>Looks after the Azurite of a server while it serves: starts it again, or says what to do.</summary>
internal sealed class AzuriteWatch(AzuriteProcess azurite, TimeProvider time, ILogger<AzuriteWatch> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private string? _said;

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stopping);
            try
            {
                await CheckAsync(stopping);
                SayOnce(DiskFull.Warning(azurite.Folder));
            }
            catch (Exception e) when (e is AzuriteException or IOException or UnauthorizedAccessException)
            {
                SayOnce($"The storage emulator Azurite does not serve: {e.Message}");
            }
        }
    }

    private async Task CheckAsync(CancellationToken stopping)
    {
        var process = azurite.ProcessId;
        switch (await azurite.CheckAsync(stopping))
        {
            case AzuriteHealth.Revived:
                log.LogWarning(
                    "The storage emulator Azurite (process {Former}) had ended and runs again (process {Process}); what it had not saved in its "
                    + "last seconds is lost",
                    process, azurite.ProcessId);
                break;
            case AzuriteHealth.Moved:
                log.LogError(
                    "The storage emulator Azurite (process {Former}) had ended and runs again at other addresses, because its own were taken: "
                    + "end this server with Ctrl-C and start it again", process);
                break;
        }
    }

    // The same trouble is found every other second.
    private void SayOnce(string? trouble)
    {
        if (trouble is not null && trouble != _said) log.LogError("{Trouble}", trouble);
        _said = trouble;
    }
}
