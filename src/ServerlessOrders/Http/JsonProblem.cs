using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessOrders.Http;

/// <summary>Says in the words of the API what is wrong with a JSON body.</summary>
internal static class JsonProblem
{
    /// <summary>A sentence that names the field, or the place where the text ceases to be JSON.</summary>
    /// <param name="problem">What the serializer found.</param>
    /// <param name="target">The type that was to be read.</param>
    internal static string Explain(JsonException problem, Type target)
    {
        var path = problem.Path is { Length: > 0 } text ? text.TrimStart('$').TrimStart('.') : "";
        // The reader fails on text that is no JSON (and knows the place), the serializer on what does not fit.
        if (problem.InnerException is JsonException || problem.Path is null)
        {
            return problem.LineNumber is { } line
                ? $"The body is not JSON (line {line + 1}, byte {problem.BytePositionInLine + 1} of it)."
                : "The body is not JSON.";
        }

        var what = path.Length == 0 ? "The body" : $"The field '{path}'";
        if (problem is JsonFieldException) return $"{what} {problem.Message}.";
        if (MissingFields(problem) is { } fields) return $"{what} lacks {fields}.";
        if (problem.Message.StartsWith("Duplicate", StringComparison.Ordinal)) return $"{what} is given twice.";
        return $"{what} must be {Describe(TypeAt(path, target))}.";
    }

    /// <summary>The serializer lists missing fields at the end of its message, each in apostrophes.</summary>
    private static string? MissingFields(JsonException problem)
    {
        var start = problem.Message.IndexOf("including: ", StringComparison.Ordinal);
        if (start < 0) return null;
        var end = problem.Message.IndexOf(". Path:", start, StringComparison.Ordinal);
        return problem.Message[(start + 11)..(end < 0 ? problem.Message.Length : end)].TrimEnd('.');
    }

    private static Type? TypeAt(string path, Type target)
    {
        Type? type = target;
        foreach (var step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            if (type is null) return null;
            var info = ApiJson.Options.GetTypeInfo(type);
            type = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(property => property.Name == step)?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => info.ElementType,
                _ => null,
            };
        }

        return type;
    }

    private static string Describe(Type? type)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is null) return "of another type";
        if (type == typeof(string)) return "a text";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "an integer";
        if (type == typeof(double) || type == typeof(decimal)) return "a number";
        return ApiJson.Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ => "of another type",
        };
    }
}
