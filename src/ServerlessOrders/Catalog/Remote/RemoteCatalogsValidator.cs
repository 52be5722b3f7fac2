using Microsoft.Extensions.Options;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>Refuses at start-up catalogs that could not be asked, or that would give a secret away. Each problem names its setting.</summary>
public sealed class RemoteCatalogsValidator : IValidateOptions<RemoteCatalogsOptions>
{
    // What is a matter of the connection or of the body is not to be set, nor what the client sets itself.
    private static readonly string[] OwnHeaders = ["Accept", "Accept-Encoding", "Connection", "Cookie", "Expect", "Host", "TE", "Transfer-Encoding", "Upgrade", "User-Agent"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RemoteCatalogsOptions options)
    {
        var problems = options.Catalogs.SelectMany(catalog => Problems(catalog, catalog.Setting))
            .Concat(Repeated(options.Catalogs)).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>True if a request can have the header, beside those that it has anyway.</summary>
    internal static bool CanBeHeader(string name, string value)
    {
        using var request = new HttpRequestMessage();
        return !OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !value.Any(char.IsControl)
            && name.Length > 0
            && request.Headers.TryAddWithoutValidation(name, value);
    }

    private static IEnumerable<string> Problems(RemoteCatalogOptions catalog, string setting)
    {
        var address = Uri.TryCreate(catalog.Address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;
        if (address is null || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            yield return $"{setting}:Address must be the http or https address of a STAC API, without credentials and query, such as https://stac.example.org/v1.";
        else if (!catalog.PrivateAddress && ExternalAddresses.Refusal(address) is { } refusal)
            yield return $"{setting}:Address cannot be asked: {refusal}. If that is meant, set {setting}:PrivateAddress to true.";
        else if (catalog is { Secret.Length: > 0, PrivateAddress: false } && address.Scheme != Uri.UriSchemeHttps)
            yield return $"{setting}:Address must be an https one, as everybody on the way could read {setting}:Secret.";
        if (catalog.Secret.Length > 0 && !CanBeHeader(catalog.Header, catalog.Secret))
            yield return $"{setting}:Header must be the name of a header that can carry {setting}:Secret, such as Authorization or X-API-Key, and the secret one line.";
        if (catalog.Collections.Count == 0 || catalog.Collections.Any(string.IsNullOrWhiteSpace))
            yield return $"{setting}:Collections must name the collections that can be ordered from, at least one, by their ids.";
        if (catalog.Tenants.Any(string.IsNullOrWhiteSpace))
            yield return $"{setting}:Tenants holds an empty name: leave the setting out for all tenants.";
        if (catalog.PageItems is < 1 or > RemoteCatalogOptions.MaxPageItems) yield return $"{setting}:PageItems must be 1 to {RemoteCatalogOptions.MaxPageItems}.";
        if (catalog.MaxItems < 1) yield return $"{setting}:MaxItems must be at least 1.";
    }

    // Which of the two would be asked would be anybody's guess.
    private static IEnumerable<string> Repeated(IList<RemoteCatalogOptions> catalogs)
    {
        for (var second = 0; second < catalogs.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                if (!ShareTenants(catalogs[first], catalogs[second])) continue;
                if (catalogs[first].Collections.Intersect(catalogs[second].Collections, StringComparer.Ordinal).FirstOrDefault() is { } both)
                    yield return $"{catalogs[second].Setting}:Collections names '{both}', which {catalogs[first].Setting} has already: a collection of a tenant comes from one catalog.";
            }
        }
    }

    private static bool ShareTenants(RemoteCatalogOptions one, RemoteCatalogOptions other) =>
        one.Tenants.Count == 0 || other.Tenants.Count == 0 || one.Tenants.Intersect(other.Tenants, StringComparer.Ordinal).Any();
}
