using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>Reads <c>Accept</c> with its q-values (RFC 9110 section 12.5.1).</summary>
internal static class Acceptance
{
    /// <summary>
    /// The media type that the client likes best: the one with the greatest q, then the one that it names most exactly, then the
    /// one that is offered first. The first too if it accepts none of them: an answer is worth more than a 406.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">The media types that there are, without parameters; at least one.</param>
    public static string Choose(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return offered[0];
        return offered
            .Select(mediaType => (MediaType: mediaType, Rank: Rank(accepted, mediaType)))
            .Aggregate((best, next) => next.Rank.CompareTo(best.Rank) > 0 ? next : best)
            .MediaType;
    }

    /// <summary>The q that counts is that of the most exact range which the type lies in, whatever broader ones say.</summary>
    private static (double Quality, int Exactness) Rank(IList<MediaTypeHeaderValue> accepted, string mediaType)
    {
        var type = MediaTypeHeaderValue.Parse(mediaType);
        var ranges = accepted
            .Select(range => (Range: range, Exactness: Exactness(range, type)))
            .Where(found => found.Exactness > 0)
            .ToList();
        if (ranges.Count == 0) return (0, 0);
        var exactness = ranges.Max(found => found.Exactness);
        var quality = ranges.Where(found => found.Exactness == exactness).Max(found => found.Range.Quality ?? 1);
        return quality > 0 ? (quality, exactness) : (0, 0);
    }

    private static int Exactness(MediaTypeHeaderValue range, MediaTypeHeaderValue type) =>
        range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase) ? 3
        : range.MatchesAllSubTypes && !range.MatchesAllTypes && range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase) ? 2
        : range.MatchesAllTypes ? 1
        : 0;
}
