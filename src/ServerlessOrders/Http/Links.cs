using System.Globalization;
using System.Text;

namespace ServerlessOrders.Http;

/// <summary>Builds absolute addresses of the API below a public base address.</summary>
/// <param name="baseUrl">Where clients find the API, such as <c>https://example.org/orders</c>; a slash at its end does not matter.</param>
internal sealed class Links(string baseUrl)
{
    /// <summary>The public base address without a slash at its end.</summary>
    public string BaseUrl { get; } = baseUrl.TrimEnd('/');

    /// <summary>A link to an address of <see cref="ApiRoutes"/>.</summary>
    /// <param name="rel">What it is for.</param>
    /// <param name="route">The route.</param>
    /// <param name="values">The values of the route's placeholders, in their order.</param>
    public Link To(string rel, string route, params ReadOnlySpan<object> values) => new(rel, Href(route, values));

    /// <summary>An address of <see cref="ApiRoutes"/>: the placeholders are replaced by the values in their order, escaped.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than placeholders.</exception>
    public string Href(string route, params ReadOnlySpan<object> values)
    {
        var address = new StringBuilder(BaseUrl).Append('/');
        var used = 0;
        for (var at = 0; at < route.Length;)
        {
            var open = route.IndexOf('{', at);
            if (open < 0)
            {
                address.Append(route, at, route.Length - at);
                break;
            }

            if (used == values.Length) throw new ArgumentException($"Too few values for {route}.", nameof(values));
            address.Append(route, at, open - at)
                .Append(Uri.EscapeDataString(Convert.ToString(values[used++], CultureInfo.InvariantCulture) ?? ""));
            at = route.IndexOf('}', open) + 1;
        }

        return used == values.Length ? address.ToString() : throw new ArgumentException($"Too many values for {route}.", nameof(values));
    }
}
