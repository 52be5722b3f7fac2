using System.ComponentModel.DataAnnotations;

namespace ServerlessOrders.Http;

/// <summary>An address that an answer offers.</summary>
/// <param name="Rel">What it is for: <c>self</c>, <c>list</c>, <c>pause</c>...</param>
/// <param name="Href">The absolute address.</param>
internal sealed record Link(string Rel, [Url] string Href);

/// <summary>One resource and what can be done with it, as the API writes it (contract, section 1).</summary>
/// <param name="Content">The resource.</param>
/// <param name="Links">What can be done with it now.</param>
internal sealed record Resource<T>([Required] T Content, IReadOnlyList<Link> Links);

/// <summary>One page of resources as the API writes it (contract, section 1).</summary>
/// <param name="Metadata">The figures of the list.</param>
/// <param name="Content">The resources of the page.</param>
/// <param name="Links">self, and first, prev, next and last if there are several pages.</param>
internal sealed record ApiPage<T>(PageMetadata Metadata, IReadOnlyList<Resource<T>> Content, IReadOnlyList<Link> Links);

/// <summary>The figures of a list.</summary>
/// <param name="Size">Entries per page.</param>
/// <param name="TotalElements">Entries in the whole list.</param>
/// <param name="TotalPages">Pages in the whole list.</param>
/// <param name="Number">This page, from 0.</param>
/// <param name="Note">What the figures leave out, in words, if they do.</param>
internal sealed record PageMetadata(
    [Range(1, CallPaging.MaxSize)] int Size, long TotalElements, long TotalPages, int Number, string? Note = null);
