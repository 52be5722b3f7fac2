using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessOrders.Client.Api;
using OrderPage = ServerlessOrders.Client.Api.Page<ServerlessOrders.Client.Api.Order>;

namespace ServerlessOrders.Tests.Contract.Client;

/// <summary>What the client reads and writes is what openapi.json describes.</summary>
public sealed class ClientTypesTests
{
    private static readonly JsonElement Schemas = Document().GetProperty("components").GetProperty("schemas");

    [Theory]
    [InlineData("Order", typeof(Order))]
    [InlineData("DatasetTask", typeof(DatasetTask))]
    [InlineData("OrderResource", typeof(Resource<Order>))]
    [InlineData("OrderPage", typeof(OrderPage))]
    [InlineData("PageMetadata", typeof(PageMetadata))]
    [InlineData("Link", typeof(Link))]
    [InlineData("File", typeof(OrderFile))]
    [InlineData("AvailableFile", typeof(AvailableFile))]
    [InlineData("Messages", typeof(Messages))]
    [InlineData("ApplyRequest", typeof(ApplyRequest))]
    [InlineData("ApplyFilters", typeof(ApplyFilters))]
    [InlineData("ApplyAnswer", typeof(ApplyAnswer))]
    [InlineData("OrderRequest", typeof(OrderRequest))]
    [InlineData("SelectionRequest", typeof(SelectionRequest))]
    [InlineData("Basket", typeof(Basket))]
    [InlineData("DatasetSelection", typeof(DatasetSelection))]
    [InlineData("ItemsSelection", typeof(ItemsSelection))]
    [InlineData("DatedSelectionRequest", typeof(SelectionRequest))]
    [InlineData("Progress", typeof(Progress))]
    [InlineData("RestoringFiles", typeof(RestoringFiles))]
    [InlineData("TimeRange", typeof(TimeRange))]
    [InlineData("OrderQuote", typeof(Quote))]
    [InlineData("OrderQuoteResource", typeof(Resource<Quote>))]
    [InlineData("FilesAndBytes", typeof(FilesAndBytes))]
    [InlineData("UnavailableFile", typeof(UnavailableFile))]
    [InlineData("Extension", typeof(Extension))]
    [InlineData("StacProblem", typeof(StacProblem))]
    public void Type_HasOnlyPropertiesOfItsSchema_AndNeedsNoneThatMayBeAbsent(string schema, Type type)
    {
        var described = Schemas.GetProperty(schema);
        var required = described.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        if (IsSent(schema)) Assert.Subset(TypeInfo(type).Properties.Select(property => property.Name).ToHashSet(), required!);
        foreach (var property in TypeInfo(type).Properties.Where(property => property.Get is not null))
        {
            Assert.True(described.GetProperty("properties").TryGetProperty(property.Name, out var its), $"{schema} has no {property.Name}.");
            // What is only sent must be whole; what is read may lack nothing that this client counts on.
            Assert.True(property.IsGetNullable || IsSent(schema) || required.Contains(property.Name), $"{schema}.{property.Name} may be absent.");
            if (its.TryGetProperty("type", out var kind)) Assert.Equal(kind.GetString(), KindOf(property.PropertyType));
        }
    }

    private static bool IsSent(string schema) => schema is "ApplyRequest" or "ApplyFilters" or "OrderRequest" or "SelectionRequest" or "Extension";

    private static JsonTypeInfo TypeInfo(Type type) => ClientJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not known.");

    private static string KindOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "integer",
        TypeCode.Boolean => "boolean",
        TypeCode.String => "string",
        _ when type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?) => "string",
        _ when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && !type.Name.Contains("Dictionary", StringComparison.Ordinal) => "array",
        _ => "object",
    };

    private static JsonElement Document()
    {
        using var stream = typeof(OrdersOptions).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
