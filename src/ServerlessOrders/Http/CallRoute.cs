using System.Globalization;
using Microsoft.AspNetCore.Routing;

namespace ServerlessOrders.Http;

/// <summary>Reads the values of the route.</summary>
internal static class CallRoute
{
    /// <summary>The greatest id: the greatest integer that a JavaScript number holds exactly.</summary>
    public const long MaxId = (1L << 53) - 1;

    /// <summary>A positive id that fits a JavaScript number; any other cannot exist and ends the request with 404.</summary>
    public static long RouteLong(this ApiCall call, string name)
    {
        var text = call.RouteText(name);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) && id is > 0 and <= MaxId
            ? id
            : throw new ApiException(ApiError.NotFound($"There is no {name} {text}: ids are positive integers below 2^53."));
    }

    /// <summary>A route value as text, decoded.</summary>
    public static string RouteText(this ApiCall call, string name) =>
        Convert.ToString(call.Http.GetRouteValue(name), CultureInfo.InvariantCulture) ?? "";

    /// <summary>An instant by the rules of <see cref="Instants"/>, percent-encoded once or twice; else 400.</summary>
    public static DateTimeOffset RouteInstant(this ApiCall call, string name) =>
        Instants.TryParse(Uri.UnescapeDataString(call.RouteText(name)), out var instant)
            ? instant
            : throw ApiException.BadRequest($"{name} must be {Instants.Rule}.");
}
