using System.CommandLine;

namespace ServerlessOrders.Local.Commands;

/// <summary>What the values of options must be beyond their type; a value that breaks a rule is wrong usage.</summary>
internal static class Rules
{
    /// <summary>Refuses other values, naming the option and the rule.</summary>
    public static void Require<T>(Option<T> option, Func<T, bool> accepts, string rule) => option.Validators.Add(result =>
    {
        // A value that is not of the type has its own error, and reading it would throw.
        if (result.Tokens.Count == 0 || result.Errors.Any()) return;
        if (result.GetValueOrDefault<T>() is { } value && !accepts(value))
            result.AddError($"{option.Name} '{value}': must be {rule}.");
    });
}
