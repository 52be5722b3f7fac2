using System.Text.Json;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>Reading an OpenAPI document.</summary>
/// <param name="root">The document.</param>
internal sealed class Description(JsonElement root)
{
    /// <summary>The document.</summary>
    public JsonElement Root { get; } = root;

    /// <summary>Its operations, as they stand in it.</summary>
    public IEnumerable<Operation> Operations =>
        from path in Root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where method.Name != "parameters"
        select new Operation(path.Name, method.Name.ToUpperInvariant(), path.Value, method.Value);

    /// <summary>What a reference stands for, or the element itself.</summary>
    public JsonElement Follow(JsonElement element)
    {
        if (!element.TryGetProperty("$ref", out var reference)) return element;
        return reference.GetString()!.Split('/').Skip(1).Aggregate(Root, (at, name) => at.GetProperty(name));
    }

    /// <summary>The parameters of an operation and of its path, followed.</summary>
    public IEnumerable<JsonElement> Parameters(Operation operation) =>
        new[] { operation.Item, operation.Value }
            .SelectMany(owner => owner.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToList() : [])
            .Select(Follow);

    /// <summary>A text of an element, or an empty one.</summary>
    public static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}

/// <summary>One operation of an OpenAPI document.</summary>
/// <param name="Path">Its path template.</param>
/// <param name="Method">Its method, upper case.</param>
/// <param name="Item">The path item.</param>
/// <param name="Value">The operation object.</param>
internal sealed record Operation(string Path, string Method, JsonElement Item, JsonElement Value)
{
    /// <summary>Its name.</summary>
    public string Id => Value.GetProperty("operationId").GetString()!;

    /// <summary>The least role.</summary>
    public string Role => Value.GetProperty("x-least-role").GetString()!;

    /// <summary>Its group.</summary>
    public string Tag => Value.GetProperty("tags")[0].GetString()!;
}
