namespace ServerlessOrders.Catalog.Search;

/// <summary>Words for values that cannot be compared with those of a property.</summary>
internal static class Misfits
{
    /// <summary>How a time is written in a query.</summary>
    public const string TimeRule =
        "Write 2024-03-01T12:00:00Z, 2024-03-01T14:00:00+02:00, 2024-03-01, 2024-03 or 2024.";

    /// <summary>Says that a value and a property are of different types, and what to do.</summary>
    /// <param name="name">The property.</param>
    /// <param name="test">The condition, which cannot be tested.</param>
    /// <param name="value">The property's value.</param>
    /// <param name="product">The id of the product that has it.</param>
    public static string Describe(string name, ValueTest test, PropertyValue value, string product)
    {
        var one = value.Kind == ValueKind.List && value.Elements.Count > 0 ? value.Elements[0] : value;
        var wrong = test.Literals.FirstOrDefault(l => !Fits(l, one.Kind)) ?? test.Literals.FirstOrDefault();
        var what = one.Kind switch
        {
            ValueKind.Number => "a number",
            ValueKind.Time => "a time",
            ValueKind.Boolean => "true or false",
            ValueKind.Text => "a text",
            ValueKind.List => "a list of lists",
            _ => "an object",
        };
        var example = one.Text.Length > 0 ? $" ('{Literal.Shorten(one.Text)}' in product '{Literal.Shorten(product)}')" : "";
        var remedy = one.Kind switch
        {
            ValueKind.Time => TimeRule,
            ValueKind.Text => "Put the bounds in quotes to compare them as texts.",
            ValueKind.Object => $"Name one of its members: {name}.member.",
            _ => "",
        };
        return $"'{wrong}' cannot be compared with '{name}', which is {what}{example}. {remedy}".TrimEnd();
    }

    private static bool Fits(Literal literal, ValueKind kind) => kind switch
    {
        ValueKind.Number => literal.Number is not null,
        ValueKind.Time => literal.Time is not null,
        ValueKind.Text => literal.IsText,
        _ => false,
    };
}
