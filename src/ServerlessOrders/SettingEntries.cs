using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessOrders;

/// <summary>
/// Refuses at start-up lists and tables of settings that hold an entry that cannot be one. <see cref="ConfigurationBinder"/> passes over
/// such an entry, and over a list that is given as one value, without a word: a role, a host or a tenant would be missing.
/// </summary>
/// <param name="section">Where the settings are.</param>
public sealed class SettingEntries<T>(IConfigurationSection section) : IValidateOptions<T>
    where T : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var problems = Problems(section, typeof(T)).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(IConfigurationSection settings, Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => Problems(settings.GetSection(property.Name), property));

    private static IEnumerable<string> Problems(IConfigurationSection setting, PropertyInfo property)
    {
        var entries = setting.GetChildren().ToList();
        if (EntryOf(property.PropertyType) is not { } entry)
            return entries.Count == 0 || !property.CanWrite ? [] : [$"{setting.Path} is one value: {entries[0].Path} cannot be set."];
        if (!string.IsNullOrWhiteSpace(setting.Value))
        {
            var first = property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>) ? "0" : "{name}";
            return [$"{setting.Path} has entries and is not one value: set {setting.Path}:{first} instead."];
        }

        return entries.SelectMany(one => EntryProblems(one, entry));
    }

    private static IEnumerable<string> EntryProblems(IConfigurationSection entry, Type type)
    {
        var converter = TypeDescriptor.GetConverter(type);
        if (!converter.CanConvertFrom(typeof(string)))
        {
            var settings = type.GetProperties();
            return entry.Value is { Length: > 0 } || !entry.GetChildren().Any()
                ? [$"{entry.Path} has settings of its own: {string.Join(", ", settings.Select(one => one.Name))}."]
                : Problems(entry, type).Concat(settings.SelectMany(one => ValueProblems(entry.GetSection(one.Name), one.PropertyType)));
        }

        return entry.GetChildren().Any() || entry.Value is null ? [$"{entry.Path} must be one value."] : ValueProblems(entry, type);
    }

    private static IEnumerable<string> ValueProblems(IConfigurationSection setting, Type type)
    {
        if (setting.Value is not { } value || type == typeof(string)) return [];
        if (type.IsEnum)
        {
            // A number is no name, although it can be converted.
            var names = Enum.GetNames(type);
            return names.Contains(value, StringComparer.OrdinalIgnoreCase) ? [] : [$"{setting.Path} must be one of {string.Join(", ", names)}, not '{value}'."];
        }

        return TypeDescriptor.GetConverter(type).IsValid(value) ? [] : [$"{setting.Path} must be {type.Name} as text, not '{value}'."];
    }

    private static Type? EntryOf(Type type) => !type.IsGenericType ? null
        : type.GetGenericTypeDefinition() == typeof(IList<>) || type.GetGenericTypeDefinition() == typeof(IDictionary<,>) ? type.GetGenericArguments()[^1]
        : null;
}

/// <summary>Adds settings that are checked at start-up.</summary>
internal static class SettingRegistration
{
    /// <summary>Binds a section of the configuration, and refuses entries of lists and tables in it that would be passed over.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddSettingEntries<T>(section).AddOptions<T>().BindConfiguration(section).ValidateOnStart();

    /// <summary>Refuses entries of lists and tables that would be passed over.</summary>
    public static IServiceCollection AddSettingEntries<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddSingleton<IValidateOptions<T>>(provider => new SettingEntries<T>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
}
