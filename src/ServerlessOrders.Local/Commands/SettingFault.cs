using System.Text.Json;

namespace ServerlessOrders.Local.Commands;

/// <summary>Finds the setting that is at fault in what the libraries of the configuration throw.</summary>
internal static class SettingFault
{
    private const string Libraries = "Microsoft.Extensions.";

    /// <summary>One line that names the setting, or the file and its line; null if the fault is none of the settings.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        InvalidDataException { InnerException: FormatException } => File(fault),
        // A value that has not the type of its setting: names both, and the value.
        InvalidOperationException { Source: { } source } when source.StartsWith(Libraries, StringComparison.Ordinal) =>
            $"The settings cannot be used: {FirstLine(fault.Message)}",
        _ => null,
    };

    private static string File(Exception fault)
    {
        for (var cause = fault.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is JsonException { LineNumber: { } line })
                return $"{FirstLine(fault.Message)} Line {line + 1}: {FirstLine(cause.Message)}";
        }

        return $"{FirstLine(fault.Message)} {FirstLine(fault.InnerException?.Message ?? "")}".TrimEnd();
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
