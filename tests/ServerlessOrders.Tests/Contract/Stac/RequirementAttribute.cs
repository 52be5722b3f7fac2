namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>What a test shows: requirements of a conformance class that the service names.</summary>
/// <param name="conformanceClass">The class as <c>/stac/conformance</c> names it.</param>
/// <param name="names">
/// The requirements: of OGC API - Features by their own names (<c>/req/core/{name}</c>); STAC API has none, so by words of ours.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequirementAttribute(string conformanceClass, params string[] names) : Attribute
{
    public const string Core = "https://api.stacspec.org/v1.0.0/core";
    public const string Collections = "https://api.stacspec.org/v1.0.0/collections";
    public const string Features = "https://api.stacspec.org/v1.0.0/ogcapi-features";
    public const string FeaturesSort = "https://api.stacspec.org/v1.0.0/ogcapi-features#sort";
    public const string FeaturesFields = "https://api.stacspec.org/v1.0.0/ogcapi-features#fields";
    public const string ItemSearch = "https://api.stacspec.org/v1.0.0/item-search";
    public const string Sort = "https://api.stacspec.org/v1.0.0/item-search#sort";
    public const string Fields = "https://api.stacspec.org/v1.0.0/item-search#fields";
    public const string OgcCore = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core";
    public const string OgcGeoJson = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson";

    public string ConformanceClass => conformanceClass;

    public IReadOnlyList<string> Names => names;
}
