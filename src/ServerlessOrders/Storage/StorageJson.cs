using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessOrders.Storage;

/// <summary>How records are written into storage: the one set of options for all documents of the service.</summary>
internal static class StorageJson
{
    /// <summary>Names in camelCase, enums by name, nulls left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };
}
