using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ServerlessOrders.Http;

/// <summary>
/// Tells where a client finds the API: <c>Orders:PublicBaseUrl</c> if it is set; else what proxies report in
/// <c>X-Forwarded-Proto</c>, <c>-Host</c>, <c>-Port</c> and <c>-Prefix</c>, as far as it is well formed; else the request's own
/// address. Of a chain of proxies the first (the client's) counts, but prefixes add up. The part of <c>Orders:PathBase</c> by which
/// the request came follows.
/// </summary>
internal static class PublicBase
{
    /// <summary>The base address without a slash at its end.</summary>
    public static string Of(HttpRequest request, string? configured) => WithPrefix(OfService(request, configured), PathPrefix.Of(request.HttpContext));

    /// <summary>What stands before the prefix may end with it already, as <c>Orders:PublicBaseUrl</c> does behind a gateway that leaves it.</summary>
    private static string WithPrefix(string address, string prefix) =>
        address.EndsWith(prefix, StringComparison.OrdinalIgnoreCase) ? address : address + prefix;

    private static string OfService(HttpRequest request, string? configured)
    {
        if (!string.IsNullOrEmpty(configured)) return configured.TrimEnd('/');

        var scheme = First(request.Headers["X-Forwarded-Proto"])?.ToLowerInvariant() is "http" or "https"
            ? First(request.Headers["X-Forwarded-Proto"])!.ToLowerInvariant()
            : request.Scheme;
        var host = ForwardedHost(request) ?? (IsHost(request.Host.Value) ? request.Host.Value : "localhost");
        var prefix = ForwardedPrefix(request.Headers["X-Forwarded-Prefix"]) ?? request.PathBase.ToUriComponent();
        return $"{scheme}://{WithoutDefaultPort(host, scheme)}{prefix.TrimEnd('/')}";
    }

    private static string? ForwardedHost(HttpRequest request)
    {
        var host = First(request.Headers["X-Forwarded-Host"]);
        if (!IsHost(host)) return null;
        return new HostString(host).Port is null && First(request.Headers["X-Forwarded-Port"]) is { } port && IsPort(port)
            ? $"{host}:{port}"
            : host;
    }

    private static string? ForwardedPrefix(StringValues header)
    {
        if (header.Count == 0) return null;
        var prefix = string.Concat(
            Values(header).Where(part => part != "/").Select(part => "/" + part.Trim('/')));
        // A dot segment would take the prefix, and what stands before it, out of every link (RFC 3986 section 5.2.4).
        return prefix.All(IsPathCharacter) && !prefix.Split('/').Skip(1).Any(segment => segment is "" or "." or "..") ? prefix : null;
    }

    private static string WithoutDefaultPort(string host, string scheme)
    {
        var standard = scheme == "https" ? ":443" : ":80";
        return host.EndsWith(standard, StringComparison.Ordinal) ? host[..^standard.Length] : host;
    }

    private static string? First(StringValues header) => Values(header).FirstOrDefault();

    private static IEnumerable<string> Values(StringValues header) =>
        header.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A name, IPv4 or bracketed IPv6 address with an optional port (RFC 9110 section 7.2), and nothing more.</summary>
    private static bool IsHost([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? host)
    {
        if (host is null || host.Length is 0 or > 255) return false;
        var colon = host.LastIndexOf(':');
        var portAt = colon > host.LastIndexOf(']') ? colon : -1;
        var name = portAt < 0 ? host : host[..portAt];
        if (portAt >= 0 && !IsPort(host[(portAt + 1)..])) return false;
        return name.StartsWith('[')
            ? name.EndsWith(']') && !name.Contains('%') && System.Net.IPAddress.TryParse(name[1..^1], out _)
            : name.Split('.').All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsPort(string text) =>
        text.Length is > 0 and <= 5 && text[0] != '0' && text.All(char.IsAsciiDigit) && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is > 0 and <= 65535;

    private static bool IsPathCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~';
}
