using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;

namespace ServerlessOrders.Local;

/// <summary>
/// The settings of the local host, strongest first: environment (<c>Orders__Secret</c>), <c>appsettings.json</c> of the current
/// folder, and what follows here.
/// </summary>
internal static class LocalConfiguration
{
    private const string SecretSetting = $"{OrdersOptions.Section}:{nameof(OrdersOptions.Secret)}";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // Writes addresses with their query, where order tokens stand: not even if more is asked of the rest.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Warning",
        // The command line says itself, in one line, why the server did not start.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // Standard output is for the welcome. Logging__Console__FormatterName=json gives a JSON object per line.
        ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "false",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ",
    };

    /// <summary>Begins a host with these settings.</summary>
    /// <param name="secret">Signs the tokens if no setting names another.</param>
    public static WebApplicationBuilder NewBuilder(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var defaults = new Dictionary<string, string?>(Defaults) { [SecretSetting] = secret };
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        return builder;
    }
}
