using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Commands;

/// <summary>What is meant.</summary>
/// <param name="Query">Conditions of the user.</param>
/// <param name="Collections">Any of these collections.</param>
/// <param name="Datetime">The time.</param>
/// <param name="Bbox">West, south, east, north.</param>
/// <param name="Ids">Any of these ids.</param>
/// <param name="HasIds">Whether ids were asked for, if only none came.</param>
internal sealed record Selection(string? Query, IReadOnlyList<string> Collections, string? Datetime, double[]? Bbox, IReadOnlyList<string> Ids, bool HasIds)
{
    /// <summary>True if nothing narrows it.</summary>
    public bool IsEverything => Query is null && Collections.Count == 0 && Datetime is null && Bbox is null && !HasIds;

    /// <summary>True if it has a place, which the language of <c>q</c> cannot say.</summary>
    public bool HasPlace => Bbox is not null;

    /// <summary>In the language of <c>q</c>, without the place.</summary>
    public string ToQuery()
    {
        var conditions = new List<string>();
        if (Query is not null) conditions.Add($"({Query})");
        if (Collections.Count > 0) conditions.Add(AnyOf("datasetUrn", Collections));
        if (Datetime is not null) conditions.Add($"datetime:{Interval(Datetime)}");
        if (Ids.Count > 0) conditions.Add(AnyOf("id", Ids));
        return conditions.Count == 0 ? "*:*" : string.Join(" AND ", conditions);
    }

    /// <summary>The place as WKT; a box over the antimeridian is two.</summary>
    public string? ToWkt()
    {
        if (Bbox is not [var west, var south, var east, var north]) return null;
        return west <= east ? $"POLYGON{Ring(west, east)}" : $"MULTIPOLYGON({Ring(west, 180)},{Ring(-180, east)})";

        string Ring(double from, double to) => string.Create(
            CultureInfo.InvariantCulture, $"(({from} {south},{to} {south},{to} {north},{from} {north},{from} {south}))");
    }

    /// <summary>For an order in one request; null if that cannot say it, since only a STAC search knows a place, and only <c>q</c> conditions.</summary>
    public ApplyRequest? ToApply()
    {
        if (!HasPlace) return new ApplyRequest([ToQuery()]);
        if (Query is not null) return null;
        return new ApplyRequest(null, EngineType: "stac", Search: new StacSearch(
            Collections.Count > 0 ? Collections : null, Datetime is null ? null : StacTime.Of(Datetime), Bbox, Ids.Count > 0 ? Ids : null));
    }

    /// <summary>For the basket.</summary>
    public SelectionRequest ToRequest()
    {
        var parameters = new Dictionary<string, IReadOnlyList<string>> { ["q"] = [ToQuery()] };
        if (ToWkt() is { } wkt) parameters["geometry"] = [wkt];
        return new SelectionRequest("legacy", parameters);
    }

    /// <summary>As parameters of a STAC API search (GET /search).</summary>
    public string ToStac(int limit)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"limit={limit}");
        if (Collections.Count > 0) text.Append("&collections=").Append(Uri.EscapeDataString(string.Join(',', Collections)));
        if (Datetime is not null) text.Append("&datetime=").Append(Uri.EscapeDataString(StacTime.Of(Datetime)));
        if (Bbox is not null) text.Append("&bbox=").AppendJoin(',', Bbox.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        if (Ids.Count > 0) text.Append("&ids=").Append(Uri.EscapeDataString(string.Join(',', Ids)));
        return text.ToString();
    }

    /// <summary>A key that is the same for the same request to the same service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="label">The label.</param>
    /// <param name="gone">The order that this request made before, if its files are gone.</param>
    public string Key(Uri service, string? label, long? gone = null)
    {
        var text = $"{service}\n{ToQuery()}\n{ToWkt()}\n{label}{(gone is null ? "" : $"\n{gone}")}";
        return "orders-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
    }

    private static string AnyOf(string field, IReadOnlyList<string> values)
    {
        var any = string.Join(" OR ", values.Select(value => $"{field}:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        return values.Count == 1 ? any : $"({any})";
    }

    private static string Interval(string datetime)
    {
        var ends = datetime.Split('/');
        return ends.Length switch
        {
            1 => $"\"{datetime}\"",
            2 => $"[{End(ends[0])} TO {End(ends[1])}]",
            _ => throw new OrdersException(ExitCode.WrongUsage, $"'{datetime}' is not a time; write an instant, or A/B with .. for an open end."),
        };

        static string End(string text) => text is "" or ".." ? "*" : text;
    }
}
