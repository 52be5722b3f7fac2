using System.Globalization;

namespace ServerlessOrders.Tests.Faults;

/// <summary>Settings of a large run, from the environment.</summary>
internal static class RunSetting
{
    /// <summary>The number of a variable, or another where it is not set.</summary>
    public static int Of(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
