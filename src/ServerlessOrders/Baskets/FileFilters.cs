using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Baskets;

/// <summary>File filters as a user sends them (contract, section 3, updateFileFilters).</summary>
/// <param name="FileTypes">Only files of these types; absent or empty: all that can be ordered.</param>
/// <param name="FileNamePattern">Only files whose whole name matches this regular expression (linear time: no look-around, no back references); absent or blank: any name.</param>
internal sealed record FileSelectionDescription(
    IReadOnlyList<FileType>? FileTypes = null, [MaxLength(FileFilters.MaxPatternLength)] string? FileNamePattern = null)
{
    /// <summary>The same filters with a list of types, maybe empty, in which none is twice.</summary>
    public FileSelectionDescription Normalized() => this with { FileTypes = [.. (FileTypes ?? []).Distinct()] };
}

/// <summary>Types of files as filters name them.</summary>
internal enum FileType
{
    /// <summary>The measurement itself.</summary>
    RAWDATA,

    /// <summary>A preview in any definition.</summary>
    QUICKLOOK,
}

/// <summary>Decides which files of a product are ordered. Ready to use on millions of names: matching takes linear time.</summary>
internal sealed class FileFilters
{
    /// <summary>The longest pattern in characters.</summary>
    public const int MaxPatternLength = 512;

    private readonly IReadOnlyList<FileType> _types;
    private readonly Regex? _name;

    private FileFilters(IReadOnlyList<FileType> types, Regex? name)
    {
        _types = types;
        _name = name;
    }

    /// <summary>Lets every orderable file pass.</summary>
    public static FileFilters None { get; } = new([], null);

    /// <summary>Understands a description.</summary>
    /// <param name="description">The description, or null for none.</param>
    /// <param name="error">What is wrong with it, in words for the user; null if nothing is.</param>
    /// <returns>The filters, or null if the description cannot be used.</returns>
    public static FileFilters? Read(FileSelectionDescription? description, out string? error)
    {
        error = null;
        if (description is null) return None;

        var types = description.FileTypes ?? [];
        if (string.IsNullOrWhiteSpace(description.FileNamePattern)) return new FileFilters(types, null);

        var name = Compile(description.FileNamePattern, out error);
        return name is null ? null : new FileFilters(types, name);
    }

    /// <summary>Tells whether a file is ordered: it is RAWDATA or a QUICKLOOK, and passes the filters.</summary>
    public bool Accepts(CatalogAsset asset) =>
        asset.DataType.IsOrderable()
        && (_types.Count == 0 || _types.Contains(asset.DataType.IsQuicklook() ? FileType.QUICKLOOK : FileType.RAWDATA))
        && (_name is null || _name.IsMatch(asset.FileName));

    /// <summary>
    /// Linear time rules out back references and look-around (RegexOptions.NonBacktracking); in return no pattern can hold up
    /// an order. REGARDS matches the whole name.
    /// </summary>
    private static Regex? Compile(string pattern, out string? error)
    {
        const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        error = null;
        if (pattern.Length > MaxPatternLength)
        {
            error = $"fileNamePattern has {pattern.Length} characters; at most {MaxPatternLength} are allowed.";
            return null;
        }

        try
        {
            // Alone first: "a)|(b" must not become valid by the group around it.
            _ = new Regex(pattern, options);
            return new Regex($@"\A(?:{pattern})\z", options);
        }
        catch (RegexParseException problem)
        {
            error = $"fileNamePattern is not a valid regular expression: {problem.Message}";
        }
        catch (NotSupportedException)
        {
            error = "fileNamePattern is too complex: back references, look-ahead, look-behind, atomic groups and conditions are not supported.";
        }

        return null;
    }
}
