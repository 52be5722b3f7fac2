namespace ServerlessOrders.Tests;

/// <summary>A folder of one test, deleted with all that is in it.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"serverless-orders-{Guid.NewGuid():N}");

    /// <summary>The path of a name in it, whose folder need not exist yet.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
