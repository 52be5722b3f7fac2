using Microsoft.AspNetCore.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Http;

/// <summary>
/// One row of the API table. What it takes and answers, which the description of the API is made of, is said behind it:
/// <c>new(...).Takes&lt;OrderBody&gt;().Answers&lt;Resource&lt;OrderView&gt;&gt;(201).Answers(204, 422)</c>. What follows from the rest of the
/// row needs no word: 401, 403 and 503 of every row with a role, 401 and 503 of one that an order token opens, 400 of one with a query or
/// a body, 413 and 415 of one with a body, and HEAD.
/// </summary>
/// <param name="Name">The endpoint's name; also that of its Azure function.</param>
/// <param name="Methods">The HTTP methods, upper case.</param>
/// <param name="Route">Its address: one of <see cref="ApiRoutes"/> if answers or mails link to it.</param>
/// <param name="Role">The least role that may call it; PUBLIC: anyone, and a bearer token is not even looked at.</param>
/// <param name="Handler">What answers.</param>
internal sealed record ApiEndpoint(
    string Name, IReadOnlyList<string> Methods, string Route, Role Role, Func<ApiCall, Task<IResult>> Handler)
{
    /// <summary>What it reads out of the body; null if it takes none.</summary>
    internal ApiBody? Body { get; private init; }

    /// <summary>What it reads out of the query and the headers.</summary>
    internal IReadOnlyList<ApiParameter> Parameters { get; private init; } = [];

    /// <summary>What it answers, apart from what follows from the row; several of one status are alternatives.</summary>
    internal IReadOnlyList<ApiAnswer> Responses { get; private init; } = [];

    /// <summary>True if an order token in the query opens it.</summary>
    internal bool IsOpenedByOrderToken { get; private init; }

    /// <summary>True for the STAC API: it has the parameters that its row names, and no others.</summary>
    internal bool IsOfCatalog { get; private init; }

    /// <summary>True if it shows the catalog, which an installation may open to anyone (<see cref="OrdersOptions.PublicCatalog"/>).</summary>
    internal bool IsOpenWithCatalog { get; private init; }

    /// <summary>True if it sends parts of its content, and answers conditions (RFC 9110 sections 13 and 14).</summary>
    internal bool HasRanges { get; private init; }

    /// <summary>
    /// True for the downloads that a browser opens as a plain link, which cannot carry a header: the token may come as
    /// <c>?token=</c> (contract, section 2).
    /// </summary>
    internal bool TakesTokenFromQuery { get; private init; }

    /// <summary>It needs a JSON body of this type.</summary>
    internal ApiEndpoint Takes<T>() => this with { Body = new ApiBody(typeof(T), "application/json", IsRequired: true) };

    /// <summary>It reads a JSON body of this type if there is one.</summary>
    internal ApiEndpoint MayTake<T>() => this with { Body = new ApiBody(typeof(T), "application/json", IsRequired: false) };

    /// <summary>It needs a form of this type.</summary>
    internal ApiEndpoint TakesForm<T>() => this with { Body = new ApiBody(typeof(T), "multipart/form-data", IsRequired: true) };

    /// <summary>True for a parameter of the query that it reads.</summary>
    internal bool Reads(string name) => Parameters.Any(parameter => parameter.In == "query" && parameter.Name == name);

    /// <summary>It reads these parameters.</summary>
    internal ApiEndpoint Reads(params IEnumerable<ApiParameter> parameters) => this with { Parameters = [.. Parameters, .. parameters] };

    /// <summary>An order token in the query opens it.</summary>
    internal ApiEndpoint OpenedByOrderToken() => this with { IsOpenedByOrderToken = true };

    /// <summary>It is of the STAC API, which shows the catalog.</summary>
    internal ApiEndpoint OfCatalog() => OpenWithCatalog() with { IsOfCatalog = true };

    /// <summary>It shows the catalog.</summary>
    internal ApiEndpoint OpenWithCatalog() => this with { IsOpenWithCatalog = true };

    /// <summary>A bearer token in the query opens it too.</summary>
    internal ApiEndpoint OpenedByLink(ApiParameter token) => Reads(token) with { TakesTokenFromQuery = true };

    /// <summary>It answers this type as JSON, with each of the statuses.</summary>
    internal ApiEndpoint Answers<T>(params ReadOnlySpan<int> statuses) => And(statuses, typeof(T), "application/json");

    /// <summary>It answers these statuses: those from 400 with messages, others without a body.</summary>
    internal ApiEndpoint Answers(params ReadOnlySpan<int> statuses) => And(statuses, null, null);

    /// <summary>It sends other content than JSON by a type: one of these media types.</summary>
    internal ApiEndpoint Sends(params IEnumerable<string> mediaTypes) =>
        this with { Responses = [.. Responses, .. mediaTypes.Select(type => new ApiAnswer(StatusCodes.Status200OK, null, type))] };

    /// <summary>It sends content of which parts can be asked for.</summary>
    internal ApiEndpoint SendsRangesOf(string mediaType) => Sends(mediaType) with { HasRanges = true };

    private ApiEndpoint And(ReadOnlySpan<int> statuses, Type? type, string? mediaType)
    {
        var all = Responses.ToList();
        foreach (var status in statuses) all.Add(new ApiAnswer(status, type, mediaType));
        return this with { Responses = all };
    }
}

/// <summary>The body that an endpoint takes.</summary>
/// <param name="Type">What it is read as.</param>
/// <param name="MediaType">How it is written.</param>
/// <param name="IsRequired">False if it may be absent.</param>
internal sealed record ApiBody(Type Type, string MediaType, bool IsRequired);

/// <summary>One answer of an endpoint.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Type">What the body is written from; null if there is none, or if it is no JSON of a type.</param>
/// <param name="MediaType">How it is written; null if there is no body, or messages.</param>
internal sealed record ApiAnswer(int Status, Type? Type, string? MediaType);
