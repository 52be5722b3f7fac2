namespace ServerlessOrders.Http;

/// <summary>Reads query parameters. An absent or empty one is null; what cannot be read ends the request with 400.</summary>
internal static class CallQuery
{
    /// <summary>A text; given twice is an error.</summary>
    public static string? QueryText(this ApiCall call, string name)
    {
        var values = call.Http.Request.Query[name];
        if (values.Count > 1) throw ApiException.BadRequest($"The query parameter '{name}' may be given only once.");
        return string.IsNullOrEmpty(values) ? null : values.ToString();
    }

    /// <summary>An instant with any offset (<see cref="Instants"/>); a plus sign that was not encoded is understood.</summary>
    public static DateTimeOffset? QueryInstant(this ApiCall call, string name)
    {
        if (call.QueryText(name) is not { } text) return null;
        // In a query '+' means a blank, so +02:00 arrives as " 02:00".
        return Instants.TryParse(text.Replace(' ', '+'), out var instant)
            ? instant
            : throw ApiException.BadRequest($"The query parameter '{name}' must be {Instants.Rule}.");
    }

    /// <summary>A member of an enum by its exact name.</summary>
    public static T? QueryEnum<T>(this ApiCall call, string name) where T : struct, Enum
    {
        if (call.QueryText(name) is not { } text) return null;
        return EnumNames.TryParse<T>(text, out var value)
            ? value
            : throw ApiException.BadRequest($"The query parameter '{name}' must be one of {EnumNames.List<T>()}.");
    }

    /// <summary>Members of an enum by their exact names, given once or several times; null if none is.</summary>
    public static IReadOnlySet<T>? QueryEnums<T>(this ApiCall call, string name) where T : struct, Enum
    {
        var members = new HashSet<T>();
        foreach (var text in call.Http.Request.Query[name].Where(text => !string.IsNullOrEmpty(text)))
        {
            if (!EnumNames.TryParse<T>(text, out var value)) throw ApiException.BadRequest($"The query parameter '{name}' must be one of {EnumNames.List<T>()}.");
            members.Add(value);
        }

        return members.Count == 0 ? null : members;
    }

    /// <summary><c>true</c> or <c>false</c>, in any case of letters.</summary>
    public static bool? QueryBool(this ApiCall call, string name)
    {
        if (call.QueryText(name) is not { } text) return null;
        return bool.TryParse(text, out var value)
            ? value
            : throw ApiException.BadRequest($"The query parameter '{name}' must be true or false.");
    }
}
