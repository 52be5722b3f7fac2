using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessOrders.Tests.Contract.Api.OpenApi.Generation;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi;

/// <summary>
/// The document that the product ships is the one that its table and types make. <c>REWRITE_GOLDEN=1</c> writes it anew; what changed is
/// then read in the diff.
/// </summary>
public sealed class GeneratedDocumentTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task Document_IsTheOneOfTheTableAndItsTypes()
    {
        var stop = TestContext.Current.CancellationToken;
        var prose = JsonNode.Parse(await File.ReadAllTextAsync(Source("prose.json"), stop))!.AsObject();
        var generated = GeneratedApi.Create(prose).ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("REWRITE_GOLDEN") == "1") await File.WriteAllTextAsync(Source("openapi.json"), generated, stop);

        Assert.Equal(await File.ReadAllTextAsync(Source("openapi.json"), stop), generated);
    }

    private static string Source(string name, [CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "../../../../../src/ServerlessOrders/Api/OpenApi", name));
}
