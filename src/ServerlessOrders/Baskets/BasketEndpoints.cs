using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Baskets;

/// <summary>
/// The basket rows of the API table (contract, section 3). All answer 204 if the caller has no basket, as REGARDS does, and
/// removing what is not there leaves the basket as it is.
/// </summary>
internal static class BasketEndpoints
{
    private const string DatasetSelectionId = "datasetSelectionId";

    /// <summary>GET: the basket, 204 if there is none.</summary>
    public static async Task<IResult> GetAsync(ApiCall call) =>
        await Baskets(call).FindAsync(call.Caller.Tenant, call.Caller.User, call.Aborted) is { } basket
            ? Show(call, basket)
            : ApiResults.Empty(StatusCodes.Status204NoContent);

    /// <summary>POST: adds what a request selects.</summary>
    public static async Task<IResult> AddAsync(ApiCall call)
    {
        var body = await call.ReadJsonAsync<SelectionBody>();
        if (body.ToRequest() is not { } request) return ApiError.Unprocessable("engineType must not be empty: use legacy, opensearch or stac.");
        return Answer(call, await Baskets(call).AddAsync(call.Caller.Tenant, call.Caller.User, request, call.Aborted));
    }

    /// <summary>POST: adds the products of an uploaded list.</summary>
    public static async Task<IResult> UploadAsync(ApiCall call)
    {
        if (await ProductList.ReadAsync(call.ReadFileLinesAsync(call.Aborted), call.Aborted) is not { } ids)
            return ApiError.TooLarge($"The file has more than {ProductList.MaxLines} lines. Split it and upload the parts one by one.");
        return Answer(call, await Baskets(call).AddProductsAsync(call.Caller.Tenant, call.Caller.User, ids, call.Aborted));
    }

    /// <summary>PUT: sets the file filters of a dataset selection; without a body removes them.</summary>
    public static async Task<IResult> SetFileFiltersAsync(ApiCall call)
    {
        var id = call.RouteLong(DatasetSelectionId);
        var filters = await call.ReadJsonOrNullAsync<FileSelectionDescription>();
        return Answer(call, await Baskets(call).SetFileFiltersAsync(call.Caller.Tenant, call.Caller.User, id, filters, call.Aborted));
    }

    /// <summary>DELETE: removes a dataset selection.</summary>
    public static async Task<IResult> RemoveDatasetAsync(ApiCall call)
    {
        var id = call.RouteLong(DatasetSelectionId);
        return Answer(call, await Baskets(call).RemoveDatasetAsync(call.Caller.Tenant, call.Caller.User, id, call.Aborted));
    }

    /// <summary>DELETE: removes one items selection of a dataset selection, by its date.</summary>
    public static async Task<IResult> RemoveItemsAsync(ApiCall call)
    {
        var id = call.RouteLong(DatasetSelectionId);
        var date = call.RouteInstant("itemsSelectionDate");
        return Answer(call, await Baskets(call).RemoveItemsAsync(call.Caller.Tenant, call.Caller.User, id, date, call.Aborted));
    }

    /// <summary>DELETE: removes the basket.</summary>
    public static async Task<IResult> EmptyAsync(ApiCall call)
    {
        await Baskets(call).EmptyAsync(call.Caller.Tenant, call.Caller.User, call.Aborted);
        return ApiResults.Empty(StatusCodes.Status204NoContent);
    }

    private static BasketService Baskets(ApiCall call) => call.Service<BasketService>();

    private static IResult Answer(ApiCall call, BasketResult result) => result.Status switch
    {
        BasketStatus.Done => Show(call, result.Basket!),
        BasketStatus.NoBasket or BasketStatus.NothingSelected => ApiResults.Empty(StatusCodes.Status204NoContent),
        BasketStatus.UnreadableSelection => ApiError.Unprocessable(result.Message!),
        BasketStatus.TooLarge => ApiError.Conflict(result.Message!),
        BasketStatus.UnknownDataset => ApiError.NotFound(result.Message!),
        BasketStatus.BadFilters => ApiError.BadRequest(result.Message!),
        _ => throw new InvalidOperationException($"A basket cannot answer {result.Status}."),
    };

    private static IResult Show(ApiCall call, Basket basket) => ApiResults.Json(
        new Resource<BasketContent>(BasketContent.Of(basket, call.Caller), [call.Links.To("self", ApiRoutes.Basket)]));
}
