namespace ServerlessOrders.Api.Pages;

/// <summary>
/// The pages as they were built. The host brings them (<c>ServerlessOrders.Web</c>), so that the product is compiled without what
/// builds pages, and beside it.
/// </summary>
/// <param name="Names">
/// Their files, with slashes between folders: <c>index.html</c>, <c>assets/index-BQ2rXQ6t.js</c>, and compressed ones beside them (<c>.br</c>,
/// <c>.gz</c>).
/// </param>
/// <param name="Read">Gives the bytes of one of them.</param>
public sealed record PageSource(IReadOnlyList<string> Names, Func<string, byte[]> Read);
