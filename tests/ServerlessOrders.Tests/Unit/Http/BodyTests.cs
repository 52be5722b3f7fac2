using System.Text;
using ServerlessOrders.Catalog;
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
    [InlineData("""{"count": "3.5"}""", "The field 'count' must be an integer.")]
    [InlineData("""{"count": ""}""", "The field 'count' must be an integer.")]
    [InlineData("""{"count": "0x3"}""", "The field 'count' must be an integer.")]
    [InlineData("""{"count": true}""", "The field 'count' must be an integer.")]
    [InlineData("""{"wanted": 1}""", "The field 'wanted' must be true or false.")]
    [InlineData("""{"wanted": "yes"}""", "The field 'wanted' must be true or false.")]
    [InlineData("""{"wanted": ["true"]}""", "The field 'wanted' must be true or false.")]
    [InlineData("""{"label": true}""", "The field 'label' must be a text.")]
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
    [InlineData("{\"unknown\": [{\"x\": \"\\udfff\\ud800\"}]}")]
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
    [InlineData("application/json; charset=utf-16", "utf-16BE")]
    [InlineData("application/json; charset=UTF-16BE", "utf-16BE")]
    [InlineData("application/json;charset=utf-16le", "utf-16")]
    [InlineData("application/json; charset=Latin1", "iso-8859-1")]
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

    [Theory]
    [InlineData("utf-16", null)]
    [InlineData("utf-16BE", null)]
    [InlineData("utf-16", "application/json; charset=utf-16")]
    [InlineData("utf-16BE", "application/json; charset=utf-16")]
    [InlineData("utf-16BE", "application/json; charset=utf-16le")]
    [InlineData("utf-16", "application/json; charset=utf-8")]
    [InlineData("utf-8", "application/json; charset=iso-8859-1")]
    public async Task ReadJson_ByteOrderMark_CountsForMoreThanTheCharset(string charset, string? contentType)
    {
        var encoding = Encoding.GetEncoding(charset);
        var call = Calls.Post([.. encoding.GetPreamble(), .. encoding.GetBytes("""{"label":"été"}""")], contentType);
        Assert.Equal("été", (await call.ReadJsonAsync<Sample>()).Label);
    }

    [Theory]
    [InlineData("klingon")]
    [InlineData("utf-7")]
    [InlineData("UTF-7")]
    [InlineData("unicode-1-1-utf-7")]
    [InlineData("csunicode11utf7")]
    [InlineData("utf-32")]
    [InlineData("x-Europa")]
    [InlineData("iso-2022-jp")]
    [InlineData("IBM037")]
    [InlineData("65000")]
    public async Task ReadJson_CharsetThatIsNotUnderstood_Is415AndNamesIt(string charset)
    {
        var message = await Calls.RefusedAsync(415, () => Calls.Post("{}"u8.ToArray(), $"application/json; charset={charset}").ReadJsonAsync<Sample>());
        Assert.Contains("UTF-8, UTF-16", message, StringComparison.Ordinal);
        Assert.Contains(charset, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, br")]
    [InlineData("deflate")]
    [InlineData("x-gzip")]
    [InlineData("zstd")]
    public async Task ReadJson_CompressedBody_Is415AndNamesTheCoding(string coding)
    {
        var call = Calls.Post("""{"label":"a"}""");
        call.Http.Request.Headers.ContentEncoding = coding;
        Assert.Contains(coding.Split(' ')[^1], await Calls.RefusedAsync(415, () => call.ReadJsonAsync<Sample>()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("")]
    [InlineData("Identity, identity")]
    public async Task ReadJson_BodyOfCodingIdentity_IsRead(string coding)
    {
        var call = Calls.Post("""{"label":"a"}""");
        call.Http.Request.Headers.ContentEncoding = coding;
        Assert.Equal("a", (await call.ReadJsonAsync<Sample>()).Label);
    }

    [Fact]
    public async Task ReadJson_GzipThatNoHeaderNames_Is415()
    {
        var zipped = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync("""{"label":"a"}"""u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Contains("gzip", await Calls.RefusedAsync(415, () => Calls.Post(zipped.ToArray(), "application/json").ReadJsonAsync<Sample>()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData("application/json; charset=us-ascii", new byte[] { (byte)'{', (byte)'"', 0xe9, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData("application/json; charset=utf-16le", new byte[] { (byte)'{', 0, (byte)'}' })]
    [InlineData("application/json; charset=utf-16le", new byte[] { (byte)'{', 0, 0, 0xd8, (byte)'}', 0 })]
    [InlineData(null, new byte[] { 0xff, 0xfe, 0, 0, (byte)'{', 0, 0, 0, (byte)'}', 0, 0, 0 })]
    public async Task ReadJson_BytesThatAreNoText_Is400(string? contentType, byte[] body) =>
        Assert.NotEmpty(await Calls.RefusedAsync(400, () => Calls.Post(body, contentType).ReadJsonAsync<Sample>()));

    [Theory]
    [InlineData("""{"count": "3", "wanted": "true"}""", 3, true)]
    [InlineData("""{"count": "-9007199254740991", "wanted": "FALSE"}""", -9007199254740991, false)]
    [InlineData("""{"count": 3, "wanted": true}""", 3, true)]
    public async Task ReadJson_NumberOrBooleanAsText_IsRead(string json, long count, bool wanted)
    {
        var body = await ReadAsync(json);
        Assert.Equal((count, wanted), (body.Count, body.Wanted));
    }

    [Fact]
    public async Task Json_NumbersAndBooleans_AreNeverWrittenAsText() => Assert.Equal(
        """{"count":3,"wanted":true}""",
        await Calls.Get("/x").AnswerAsync(ApiResults.Json(new Sample(Count: 3, Wanted: true))));

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

    private sealed record Sample(
        string? Label = null, long? Count = null, DateTimeOffset? After = null, Filters? Filters = null, bool? Wanted = null);

    private sealed record Filters(IReadOnlyList<DataType> DataTypes, IReadOnlyDictionary<string, IReadOnlyList<string>>? Names = null);
}
