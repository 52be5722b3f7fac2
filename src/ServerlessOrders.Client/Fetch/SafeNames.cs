using ServerlessOrders.Naming;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Gives each file of an order a name that Windows, macOS and Linux can write, and that none of them takes for that of another file:
/// the same as in the order's ZIP and metalink, but that names which the client needs itself are taken.
/// </summary>
internal sealed class SafeNames
{
    private readonly ZipNames _names = new();

    public SafeNames() => _names.Next(Manifest.FileName);

    /// <summary>The next file's name: <c>name.ext</c>, or if it is taken <c>name (1).ext</c> and so on.</summary>
    public string Next(string name) => _names.Next(From(name));

    /// <summary>The safe form of any text; a safe name stays as it is.</summary>
    public static string From(string name)
    {
        var safe = SafeFileName.From(name);
        // What is being fetched lies in such a folder.
        return safe.StartsWith(WorkFolder.Prefix, StringComparison.OrdinalIgnoreCase) ? SafeFileName.From("_" + safe) : safe;
    }
}
