using System.Text.Json;

namespace ServerlessOrders.Tests.EndToEnd.Stac;

/// <summary>Compares an item or a collection that came out of the STAC API with the one that was imported, to the letter.</summary>
internal static class StacEquality
{
    private static readonly string[] AddedProperties = ["order:status", "storage:schemes"];

    /// <summary>What differs, apart from what the service adds; empty if nothing does.</summary>
    public static List<string> Differences(JsonElement given, JsonElement found)
    {
        var differences = new List<string>();
        foreach (var member in given.EnumerateObject())
        {
            if (!found.TryGetProperty(member.Name, out var value)) differences.Add($"{member.Name} is missing");
            else if (member.Name == "links") differences.AddRange(Ending(member.Value, value));
            else if (member.Name == "stac_extensions" && member.Value.ValueKind == JsonValueKind.Array) differences.AddRange(Beginning(member.Value, value));
            else if (member.Name == "properties") differences.AddRange(Within(member.Value, value, "properties", AddedProperties));
            else if (member.Name == "assets" && found.GetProperty("type").GetString() == "Feature") differences.AddRange(Assets(member.Value, value));
            else differences.AddRange(Same(member.Value, value, member.Name));
        }

        string[] added = ["collection", "links", "stac_extensions", "properties", "assets"];
        differences.AddRange(found.EnumerateObject().Where(member => !given.TryGetProperty(member.Name, out _) && !added.Contains(member.Name)).Select(member => $"{member.Name} was added"));
        return differences;
    }

    private static List<string> Assets(JsonElement given, JsonElement found)
    {
        foreach (var asset in given.EnumerateObject())
        {
            if (!found.TryGetProperty(asset.Name, out var value)) return [$"assets.{asset.Name} is missing"];
            if (asset.Value.ValueKind == JsonValueKind.Object && Within(asset.Value, value, $"assets.{asset.Name}", ["storage:refs"]).ToList() is { Count: > 0 } differences) return differences;
        }

        return [];
    }

    private static IEnumerable<string> Within(JsonElement given, JsonElement found, string path, string[] added)
    {
        foreach (var member in given.EnumerateObject())
        {
            if (!found.TryGetProperty(member.Name, out var value)) yield return $"{path}.{member.Name} is missing";
            else if (Same(member.Value, value, $"{path}.{member.Name}").FirstOrDefault() is { } difference) yield return difference;
        }

        foreach (var member in found.EnumerateObject())
            if (!given.TryGetProperty(member.Name, out _) && !added.Contains(member.Name)) yield return $"{path}.{member.Name} was added";
    }

    private static IEnumerable<string> Ending(JsonElement given, JsonElement found)
    {
        var (own, all) = (given.EnumerateArray().ToList(), found.EnumerateArray().ToList());
        return all.Count >= own.Count && own.Zip(all[^own.Count..]).All(pair => pair.First.GetRawText() == pair.Second.GetRawText()) ? [] : ["links of its own are others"];
    }

    private static IEnumerable<string> Beginning(JsonElement given, JsonElement found)
    {
        var (own, all) = (given.EnumerateArray().ToList(), found.EnumerateArray().ToList());
        return all.Count >= own.Count && own.Zip(all).All(pair => pair.First.GetRawText() == pair.Second.GetRawText()) ? [] : ["extensions of its own are others"];
    }

    private static IEnumerable<string> Same(JsonElement given, JsonElement found, string path) =>
        given.GetRawText() == found.GetRawText() ? [] : [$"{path}: {Short(given)} came out as {Short(found)}"];

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? text[..80] : value.GetRawText();
}
