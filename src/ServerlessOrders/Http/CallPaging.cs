using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace ServerlessOrders.Http;

/// <summary>Reads which page is asked for, and answers with it (contract, section 1).</summary>
internal static class CallPaging
{
    /// <summary>The most entries of a page; whoever asks for more gets as many.</summary>
    public const int MaxSize = 2000;

    /// <summary>Reads <c>page</c>, <c>size</c> and <c>sort=property,asc|desc</c>; what cannot be read ends the request with 400.</summary>
    /// <param name="call">The request.</param>
    /// <param name="defaultSize">The size if none is asked for.</param>
    /// <param name="sortable">The properties by which the list can be sorted, as JSON names them; null for any.</param>
    /// <param name="defaultSort">The order if none is asked for.</param>
    public static PageRequest ReadPage(
        this ApiCall call, int defaultSize, IReadOnlyCollection<string>? sortable, params IReadOnlyList<SortKey> defaultSort)
    {
        var size = Number(call, "size", defaultSize, least: 1, most: MaxSize);
        var page = Number(call, "page", 0, least: 0, most: int.MaxValue);
        var sort = call.Http.Request.Query["sort"]
            .Where(text => !string.IsNullOrEmpty(text))
            .Select(text => ReadSort(text!, sortable))
            .ToList();
        return new PageRequest(page, size, sort.Count == 0 ? defaultSort : sort);
    }

    /// <summary>Answers with a page: its figures, its resources, and links to itself and its neighbours.</summary>
    /// <param name="call">The request.</param>
    /// <param name="request">The page that was asked for.</param>
    /// <param name="page">The page that was found.</param>
    /// <param name="toResource">Makes an entry a resource.</param>
    /// <param name="status">The status code.</param>
    /// <param name="note">What the figures leave out, in words, if they do.</param>
    /// <param name="next">What leads to the next page instead of its number; null for lists that are paged by number.</param>
    public static IResult PageResult<TItem, TContent>(
        this ApiCall call,
        PageRequest request,
        Page<TItem> page,
        Func<TItem, Resource<TContent>> toResource,
        int status = StatusCodes.Status200OK,
        string? note = null,
        NextPage? next = null)
    {
        var pages = (page.Total + request.Size - 1) / request.Size;
        return VersionedJson.Of(
            call,
            new ApiPage<TContent>(
                new PageMetadata(request.Size, page.Total, pages, request.Number, note),
                [.. page.Items.Select(toResource)],
                PageLinks(call, request, pages, next)),
            status);
    }

    private static List<Link> PageLinks(ApiCall call, PageRequest request, long pages, NextPage? next)
    {
        var isBehind = next is not null && call.Http.Request.Query.ContainsKey(next.Parameter);
        List<Link> links = [isBehind ? To("self", next!.Parameter, call.QueryText(next.Parameter)!) : ToPage("self", request.Number)];
        if (pages <= 1 && request.Number == 0 && !isBehind && next?.After is null) return links;
        links.Add(ToPage("first", 0));
        if (request.Number > 0) links.Add(ToPage("prev", request.Number - 1));
        if (next is { After: { } after }) links.Add(To("next", next.Parameter, Text(after)));
        else if (next is null && request.Number < pages - 1) links.Add(ToPage("next", request.Number + 1));
        if (!isBehind) links.Add(ToPage("last", Math.Max(pages - 1, 0)));
        return links;

        Link ToPage(string rel, long number) => To(rel, "page", Text(number));

        Link To(string rel, string parameter, string value)
        {
            var others = call.Http.Request.Query.Where(other => other.Key is not ("page" or "size") && other.Key != next?.Parameter);
            var query = new QueryBuilder(others) { { parameter, value }, { "size", Text(request.Size) } };
            return new Link(rel, call.Links.BaseUrl + call.Http.Request.Path.ToUriComponent() + query.ToQueryString());
        }

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static int Number(ApiCall call, string name, int absent, int least, int most)
    {
        if (call.QueryText(name) is not { } text) return absent;
        var digits = text.TrimStart('0');
        if (!text.All(char.IsAsciiDigit) || (digits.Length == 0 && least > 0))
            throw ApiException.BadRequest($"The query parameter '{name}' must be an integer from {least}, not '{text}'.");
        if (digits.Length == 0) return 0;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : most;
    }

    private static SortKey ReadSort(string text, IReadOnlyCollection<string>? sortable)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var direction = parts.Length == 2 ? parts[1].ToLowerInvariant() : "asc";
        return parts.Length <= 2 && (sortable is null ? parts[0].Length > 0 : sortable.Contains(parts[0])) && direction is "asc" or "desc"
            ? new SortKey(parts[0], direction == "desc")
            : throw ApiException.BadRequest(
                $"The query parameter 'sort' must be property,asc or property,desc with {(sortable is null ? "a property" : $"one of the properties {string.Join(", ", sortable)}")}; not '{text}'.");
    }
}

/// <summary>How a list goes on that is paged by what was seen last.</summary>
/// <param name="Parameter">The query parameter that names it.</param>
/// <param name="After">Its value; null on the last page.</param>
internal sealed record NextPage(string Parameter, long? After);
