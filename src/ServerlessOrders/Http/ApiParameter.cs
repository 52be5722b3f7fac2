namespace ServerlessOrders.Http;

/// <summary>A parameter of an endpoint, as the description of the API shows it; the handler reads and checks it.</summary>
/// <param name="Name">Its name in the request.</param>
/// <param name="Type">What its text is read as.</param>
/// <param name="Description">What it asks for.</param>
internal sealed record ApiParameter(string Name, Type Type, string Description)
{
    /// <summary>Where it stands: <c>query</c>, <c>path</c> or <c>header</c>.</summary>
    public string In { get; init; } = "query";

    /// <summary>Its name in the description, if it differs from <see cref="Name"/>, because several parameters are called so.</summary>
    public string? Key { get; init; }

    /// <summary>A value that one may send.</summary>
    public object? Example { get; init; }

    /// <summary>What an absent one stands for.</summary>
    public object? Default { get; init; }

    /// <summary>The least number.</summary>
    public int? Minimum { get; init; }

    /// <summary>The regular expression that a text, or each of a list, matches.</summary>
    public string? Pattern { get; init; }

    /// <summary>All texts that are understood.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
