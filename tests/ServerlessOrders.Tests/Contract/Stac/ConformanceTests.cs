using System.Reflection;
using ServerlessOrders.Catalog.StacApi;

namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>Every conformance class that the STAC API names has a test for each of its requirements, and no other is named.</summary>
public sealed class ConformanceTests
{
    // OGC 17-069r3, requirements class core, without /req/core/http, which the tests of the whole API hold.
    private static readonly string[] OgcCore =
    [
        "root-op", "root-success", "api-definition-op", "api-definition-success", "conformance-op", "conformance-success", "query-param-unknown",
        "query-param-invalid", "crs84", "fc-md-op", "fc-md-success", "fc-md-links", "fc-md-items", "fc-md-items-links", "fc-md-extent",
        "fc-md-extent-multi", "sfc-md-op", "sfc-md-success", "fc-op", "fc-bbox-definition", "fc-bbox-response", "fc-limit-definition",
        "fc-limit-response-1", "fc-time-definition", "fc-time-response", "fc-response", "fc-links", "fc-rel-type", "fc-timeStamp",
        "fc-numberMatched", "fc-numberReturned", "f-op", "f-success", "f-links",
    ];

    private static readonly ILookup<string, string> Tested = typeof(ConformanceTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods()).SelectMany(method => method.GetCustomAttributes<RequirementAttribute>())
        .SelectMany(requirement => requirement.Names, (requirement, name) => (requirement.ConformanceClass, name))
        .ToLookup(requirement => requirement.ConformanceClass, requirement => requirement.name);

    [Fact]
    public void ClassesThatAreNamed_AreThoseThatAreTested() =>
        Assert.Equal(StacDocuments.Conformance.Order(StringComparer.Ordinal), Tested.Select(c => c.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void OgcApiFeatures_HasATestOfEachRequirement()
    {
        Assert.Equal(OgcCore.Order(StringComparer.Ordinal), Tested[RequirementAttribute.OgcCore].Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["content", "definition"], Tested[RequirementAttribute.OgcGeoJson].Distinct().Order(StringComparer.Ordinal));
    }
}
