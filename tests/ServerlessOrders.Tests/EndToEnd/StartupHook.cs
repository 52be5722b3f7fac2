using ServerlessOrders.Outbound;
using ServerlessOrders.Tests.Integration.Outbound;

/// <summary>
/// Lets a process of the product that a test starts reach receivers on this machine, which the product itself never does: .NET runs it
/// before the program (<c>DOTNET_STARTUP_HOOKS</c>), and it puts the network of the tests in the place of the Internet.
/// </summary>
// .NET looks for this very name, in no namespace.
#pragma warning disable CA1050
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The setting that has a process begin with it.</summary>
    internal static (string Name, string Value) Setting => ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location);

    public static void Initialize()
    {
        var network = ForeignNetwork.Create();
        Put(nameof(ExternalNetwork.Resolve), network.Resolve);
        Put(nameof(ExternalNetwork.Forbids), network.Forbids);
    }

    private static void Put(string property, object value) => typeof(ExternalNetwork)
        .GetProperty(property, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
        .SetValue(ExternalNetwork.Internet, value);
}
