using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api.Pages;

/// <summary>The pages for people, as they were built: one page, which finds its way behind the <c>#</c> of its address, and what it loads.</summary>
internal static class PageEndpoints
{
    /// <summary>The page; asked again each time, and mostly answered with 304.</summary>
    internal static async Task<IResult> PageAsync(ApiCall call)
    {
        var headers = call.Http.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = Policy(await call.Service<SignInOrigins>().FindAsync(call.Aborted));
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Send(call, call.Service<PageFiles>().Page, "no-cache");
    }

    /// <summary>A script, style, or picture of the page. Its name changes with its content: whoever has it need never ask again.</summary>
    internal static Task<IResult> AssetAsync(ApiCall call)
    {
        var name = call.RouteText("asset");
        return Task.FromResult<IResult>(call.Service<PageFiles>().Asset(name) is { } file
            ? Send(call, file, "public, max-age=31536000, immutable")
            : ApiError.NotFound($"The pages have no file {name}: load them anew."));
    }

    /// <summary>How people sign in at the pages.</summary>
    internal static Task<IResult> ConfigAsync(ApiCall call) => Task.FromResult(VersionedJson.Of(
        call,
        PagesConfig.Of(
            call.Service<IOptions<SecurityOptions>>().Value, call.Service<IOptions<PagesOptions>>().Value, call.Service<IOptions<OrdersOptions>>().Value)));

    /// <summary>Nothing but what comes from here, and the authority's answers (https://www.w3.org/TR/CSP3/).</summary>
    private static string Policy(IEnumerable<string> origins) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
            + $"connect-src {string.Join(' ', origins.Prepend("'self'"))}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static FileContentHttpResult Send(ApiCall call, PageFile file, string cacheControl)
    {
        var coding = ContentCodings.Choose(call.Http.Request, file.Codings);
        var headers = call.Http.Response.Headers;
        headers.Remove(HeaderNames.Pragma);
        headers.Remove(HeaderNames.Expires);
        headers[HeaderNames.CacheControl] = cacheControl;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (coding != ContentCodings.Identity) headers[HeaderNames.ContentEncoding] = coding;
        var variant = file.Variants[coding];
        return TypedResults.Bytes(variant.Bytes, file.MediaType, entityTag: variant.ETag);
    }
}
