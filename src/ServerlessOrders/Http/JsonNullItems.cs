using System.Globalization;
using System.Text.Json;

namespace ServerlessOrders.Http;

/// <summary>
/// Refuses a <c>null</c> inside a list. No list of this API may hold one, and the serializer, which honours nullability of
/// properties, does not look at that of list items.
/// </summary>
internal static class JsonNullItems
{
    /// <param name="json">The body, of valid Unicode (<see cref="JsonUnicode"/>).</param>
    /// <exception cref="JsonException">A list holds null, or the text is not JSON.</exception>
    internal static void Refuse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var path = new Stack<Step>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                path.Peek().Name = reader.GetString();
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                path.Pop();
                continue;
            }

            if (path.TryPeek(out var inside) && inside.IsList)
            {
                inside.Index++;
                if (reader.TokenType == JsonTokenType.Null)
                    throw new JsonException("null", "$" + string.Concat(path.Reverse().Select(step => step.Text)), null, null);
            }

            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                path.Push(new Step(reader.TokenType == JsonTokenType.StartArray));
        }
    }

    private sealed class Step(bool isList)
    {
        internal bool IsList { get; } = isList;

        internal int Index { get; set; } = -1;

        internal string? Name { get; set; }

        internal string Text => IsList ? string.Create(CultureInfo.InvariantCulture, $"[{Index}]") : $".{Name}";
    }
}
