using System.Buffers.Text;
using System.Text;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Where a later page begins.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Next">Where in it, as the search of a collection says; empty for its beginning.</param>
internal sealed record StacToken(string Collection, string Next)
{
    /// <summary>As clients carry it.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Collection}\n{Next}"));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="StacRequestException">The text is something else.</exception>
    public static StacToken Parse(string text)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n');
            if (parts.Length >= 2) return new StacToken(string.Join('\n', parts[..^1]), parts[^1]);
        }
        catch (FormatException)
        {
            // Answered below.
        }

        throw new StacRequestException("'token' does not come from a next link of this API.");
    }
}
