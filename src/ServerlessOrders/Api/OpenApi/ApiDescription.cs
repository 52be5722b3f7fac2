using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>
/// The API's description of itself: the OpenAPI 3.1 document that lies beside this file, and a page made of it. A test
/// makes the document anew of <see cref="ApiTable"/>, the types that its rows name and <c>prose.json</c>, and fails if it differs.
/// Every address in it begins with <see cref="ExampleBase"/>, in whose place the public base address of the request goes.
/// </summary>
internal sealed class ApiDescription
{
    /// <summary>Stands in the document for the base address.</summary>
    internal const string ExampleBase = "https://orders.example.org";

    private readonly string _json;
    private readonly string _page;

    /// <summary>Reads the document out of the assembly, and writes the page.</summary>
    public ApiDescription()
    {
        using var stream = typeof(ApiDescription).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("The assembly was built without its openapi.json.");
        using var reader = new StreamReader(stream);
        _json = reader.ReadToEnd();
        using var document = JsonDocument.Parse(_json);
        _page = DescriptionPage.Write(document.RootElement);
    }

    /// <summary>The document, as JSON.</summary>
    /// <param name="baseUrl">The public base address, without a slash at its end.</param>
    public string Json(string baseUrl) => Replace(_json, JsonEncodedText.Encode(baseUrl).ToString());

    /// <summary>The page, as HTML without scripts; nothing in it comes from elsewhere.</summary>
    /// <param name="baseUrl">The public base address, without a slash at its end.</param>
    public string Page(string baseUrl) => Replace(_page, HtmlEncoder.Default.Encode(baseUrl));

    private static string Replace(string text, string baseUrl) => text.Replace(ExampleBase, baseUrl, StringComparison.Ordinal);
}
