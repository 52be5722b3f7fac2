using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>Reads <c>Accept-Encoding</c> with its q-values (RFC 9110 section 12.5.3).</summary>
internal static class ContentCodings
{
    /// <summary>The coding of content that is not coded.</summary>
    internal const string Identity = "identity";

    /// <summary>
    /// The coding that the client likes best: the one with the greatest q, of equal ones the one that is offered first. Without the
    /// header, or if it refuses all of them, <see cref="Identity"/>: an answer is worth more than a 406.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">The codings that there are, such as <c>br</c>, the smallest first.</param>
    internal static string Choose(HttpRequest request, IEnumerable<string> offered)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        if (accepted.Count == 0) return Identity;
        var (coding, quality) = offered
            .Select(coding => (Coding: coding, Quality: QualityOf(coding)))
            .DefaultIfEmpty((Coding: Identity, Quality: 0d))
            .Aggregate((best, next) => next.Quality > best.Quality ? next : best);
        return quality > 0 ? coding : Identity;

        // Without a word about it a coding is not wanted, but identity is, after all that are named.
        double QualityOf(string coding) =>
            (accepted.FirstOrDefault(named => named.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
                ?? accepted.FirstOrDefault(named => named.Value == "*")) is { } said
                ? said.Quality ?? 1
                : coding == Identity ? double.Epsilon : 0;
    }
}
