namespace ServerlessOrders.Http;

/// <summary>Enum members by their exact names, as the API writes and reads them.</summary>
internal static class EnumNames
{
    /// <summary>Finds a member by its name; numbers, lists of names and other spellings are no names.</summary>
    internal static bool TryParse<T>(string? name, out T value) where T : struct, Enum
    {
        value = default;
        return name is not null && Array.IndexOf(Enum.GetNames<T>(), name) >= 0 && Enum.TryParse(name, out value);
    }

    /// <summary>All names, for messages.</summary>
    internal static string List<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());
}
