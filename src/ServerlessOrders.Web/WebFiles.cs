namespace ServerlessOrders.Web;

/// <summary>The pages as npm built them: files of this assembly, each also compressed (<c>.br</c>, <c>.gz</c>) if that makes it smaller.</summary>
public static class WebFiles
{
    /// <summary>The names, with slashes between folders: <c>index.html</c>, <c>assets/index-BQ2rXQ6t.js.br</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = typeof(WebFiles).Assembly.GetManifestResourceNames();

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static byte[] Read(string name)
    {
        using var resource = typeof(WebFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"The pages have no file {name}.", nameof(name));
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
