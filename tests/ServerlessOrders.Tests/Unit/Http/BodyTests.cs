using System.Text;
using ServerlessOrders.Files;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class BodyTests
{
    [Fact]
    public async Task ReadJson_EveryKindOfField_IsRead()
    {
        var body = await ReadAsync(
            """
            { "label": "été", "count": 3, "after": "2025-01-31T14:00:00+02:00",
              "filters": { "dataTypes": ["RAWDATA"], "names": { "q": ["a", "b"] } }, "unknown": [1, {}] }
            """);
        Assert.Equal("été", body.Label);
        Assert.Equal(3, body.Count);
        Assert.Equal(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero), body.After);
        Assert.Equal([DataType.RAWDATA], body.Filters!.DataTypes);
        Assert.Equal(["a", "b"], body.Filters.Names!["q"]);
    }

    [Theory]
    [InlineData("""{"label": 5}""", "The field 'label' must be a text.")]
    [InlineData("""{"count": "3"}""", "The field 'count' must be an integer.")]
    [InlineData("""{"count": 3.5}""", "The field 'count' must be an integer.")]
    [InlineData("""{"count": 99999999999999999999}""", "The field 'count' must be an integer.")]
    [InlineData("""{"after": "yesterday"}""", "The field 'after' must be an ISO 8601 instant such as 2025-01-31T12:00:00.000Z or 2025-01-31T14:00:00+02:00.")]
    [InlineData("""{"filters": []}""", "The field 'filters' must be an object.")]
    [InlineData("""{"filters": {"dataTypes": "RAWDATA"}}""", "The field 'filters.dataTypes' must be a list.")]
    [InlineData("""{"filters": {"dataTypes": ["RAWDATA", "PICTURE"]}}""", "The field 'filters.dataTypes[1]' must be one of RAWDATA, QUICKLOOK_SD, QUICKLOOK_MD, QUICKLOOK_HD, THUMBNAIL, DOCUMENT, DESCRIPTION, OTHER.")]
    [InlineData("""{"filters": {"dataTypes": [0]}}""", "The field 'filters.dataTypes[0]' must be one of RAWDATA, QUICKLOOK_SD, QUICKLOOK_MD, QUICKLOOK_HD, THUMBNAIL, DOCUMENT, DESCRIPTION, OTHER.")]
    [InlineData("""{"filters": {"dataTypes": null}}""", "The field 'filters.dataTypes' must be a list.")]
    [InlineData("""{"filters": {"names": {"q": "a"}}}""", "The field 'filters.names.q' must be a list.")]
    [InlineData("""{"filters": {"names": {"q": ["a", 1]}}}""", "The field 'filters.names.q[1]' must be a text.")]
    [InlineData("""{"filters": {"names": {"q": ["a", null]}}}""", "The field 'filters.names.q[1]' must be a text.")]
    [InlineData("""{"filters": {}}""", "The field 'filters' lacks 'dataTypes'.")]
    [InlineData("""{"label": "a", "label": "b"}""", "The field 'label' is given twice.")]
    [InlineData("""{"filters": {"dataTypes": [], "names": {"q": [], "q": []}}}""", "The field 'filters.names.q' is given twice.")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("\"text\"", "The body must be an object.")]
    [InlineData("5", "The body must be an object.")]
    public async Task ReadJson_FieldOfTheWrongType_Is400AndNamed(string json, string message) =>
        Assert.Equal(message, await Calls.RefusedAsync(400, () => ReadAsync(json)));

    [Theory]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{\"label\": \"a\"} {}")]
    [InlineData("{\"label\": \"a\",}")]
    [InlineData("{'label': 'a'}")]
    [InlineData("{\"label\": \"\\ud800\"}")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("<order/>")]
    [InlineData("{\"label\": NaN}")]
    public async Task ReadJson_NoJson_Is400(string text) =>
        Assert.NotEmpty(await Calls.RefusedAsync(400, () => ReadAsync(text)));

    [Fact]
    public async Task ReadJson_DeepNesting_Is400() =>
        Assert.NotEmpty(await Calls.RefusedAsync(400, () => ReadAsync("{\"x\":" + new string('[', 100_000))));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("null")]
    public async Task ReadJsonOrNull_NoBody_IsNull(string text)
    {
        Assert.Null(await Calls.Post(text).ReadJsonOrNullAsync<Sample>());
        Assert.Contains("missing", await Calls.RefusedAsync(400, () => ReadAsync(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=iso-8859-1", "iso-8859-1")]
    [InlineData("application/json; charset=\"UTF-16\"", "utf-16")]
    [InlineData("application/json; charset=UTF-8", "utf-8")]
    [InlineData("text/plain", "utf-8")]
    [InlineData(null, "utf-8")]
    public async Task ReadJson_Charset_IsHonoured(string? contentType, string charset)
    {
        var call = Calls.Post(Encoding.GetEncoding(charset).GetBytes("""{"label":"été"}"""), contentType);
        Assert.Equal("été", (await call.ReadJsonAsync<Sample>()).Label);
    }

    [Fact]
    public async Task ReadJson_ByteOrderMark_IsSkipped() =>
        Assert.Equal("a", (await Calls.Post([.. Encoding.UTF8.Preamble, .. """{"label":"a"}"""u8], null).ReadJsonAsync<Sample>()).Label);

    [Fact]
    public async Task ReadJson_UnknownCharsetOrBytesThatAreNoText_Is400()
    {
        await Calls.RefusedAsync(400, () => Calls.Post("{}"u8.ToArray(), "application/json; charset=klingon").ReadJsonAsync<Sample>());
        await Calls.RefusedAsync(400, () => Calls.Post([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'], null).ReadJsonAsync<Sample>());
    }

    [Fact]
    public async Task ReadJson_AtTheLimit_IsReadAndPastIt413()
    {
        var fits = Encoding.UTF8.GetBytes("""{"label":"a"}""".PadRight(CallBody.MaxBytes));
        Assert.Equal("a", (await Calls.Post(fits, null).ReadJsonAsync<Sample>()).Label);
        await Calls.RefusedAsync(413, () => Calls.Post([.. fits, (byte)' '], null).ReadJsonAsync<Sample>());
        var announced = Calls.Post("{}"u8.ToArray(), null);
        announced.Http.Request.ContentLength = CallBody.MaxBytes + 1;
        await Calls.RefusedAsync(413, () => announced.ReadJsonAsync<Sample>());
    }

    [Fact]
    public async Task Json_IsWrittenByTheRulesOfTheContract()
    {
        var call = Calls.Get("/x");
        var value = new Sample(null, 9007199254740991, new DateTimeOffset(2025, 1, 31, 14, 0, 0, TimeSpan.FromHours(2)), new Filters([DataType.QUICKLOOK_SD]));
        Assert.Equal(
            """{"count":9007199254740991,"after":"2025-01-31T12:00:00.000Z","filters":{"dataTypes":["QUICKLOOK_SD"]}}""",
            await call.AnswerAsync(ApiResults.Json(value)));
        Assert.Equal("application/json", call.Http.Response.ContentType);
    }

    private static Task<Sample> ReadAsync(string json) => Calls.Post(json).ReadJsonAsync<Sample>();

    private sealed record Sample(string? Label = null, long? Count = null, DateTimeOffset? After = null, Filters? Filters = null);

    private sealed record Filters(IReadOnlyList<DataType> DataTypes, IReadOnlyDictionary<string, IReadOnlyList<string>>? Names = null);
}
