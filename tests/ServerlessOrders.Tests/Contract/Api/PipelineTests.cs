using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Api;

public sealed class PipelineTests : IAsyncLifetime
{
    private const string Exposed =
        "Content-Disposition, Content-Length, Content-Location, Content-Range, Accept-Ranges, Accept-Encoding, Allow, ETag, Repr-Digest, Digest, "
        + "Retry-After, X-regards-retry, Location, Link, Sunset, Preference-Applied, Idempotency-Replayed, WWW-Authenticate, correlation-id";

    private TestApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync(
    [
        Get("whoami/{orderId:long}", Role.REGISTERED_USER, call => Json(new { call.Caller.Tenant, call.Caller.User, Id = call.RouteLong("orderId") })),
        Get("operators", Role.EXPLOIT, _ => Json(new { ok = true })),
        Get("admins", Role.ADMIN, _ => Json(new { ok = true })),
        Get("fails/{orderId:long}", Role.PUBLIC, _ => throw new InvalidOperationException("the password is swordfish")),
        Get("breaks", Role.PUBLIC, async call =>
        {
            call.Http.Response.ContentLength = 1000;
            await call.Http.Response.WriteAsync("half of it", call.Aborted);
            await call.Http.Response.Body.FlushAsync(call.Aborted);
            throw new InvalidOperationException("the source dried up");
        }),
        Get("waits", Role.PUBLIC, async call =>
        {
            await Task.Delay(Timeout.Infinite, call.Aborted);
            return ApiResults.Empty(200);
        }),
        Get("file", Role.PUBLIC, call =>
        {
            ApiHeaders.Download(call.Http.Response.Headers, "naïve.tif");
            return Task.FromResult(Results.Stream(new MemoryStream(new byte[10]), enableRangeProcessing: true));
        }),
        Get("unread", Role.PUBLIC, _ => throw new ApiException(new ApiError(415, "unread"))),
        Get("almost-file", Role.PUBLIC, call =>
        {
            ApiHeaders.Download(call.Http.Response.Headers, "a.tif");
            throw new ApiException(ApiError.NotFound("gone"));
        }),
    ]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/user/orders/abc")]
    [InlineData("/whoami/99999999999999999999")]
    [InlineData("/health/live/..%2f..")]
    public async Task UnknownAddress_WithoutToken_Is404WithMessages(string path)
    {
        using var answer = await _api.GetAsync(path);
        await AssertErrorAsync(answer, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740992")]
    [InlineData("9223372036854775807")]
    public async Task IdThatCannotExist_Is404(string id)
    {
        using var answer = await _api.GetAsync($"/whoami/{id}", _api.Token());
        await AssertErrorAsync(answer, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task WrongMethod_Is405WithAllow(string method)
    {
        using var answer = await _api.SendAsync(new HttpMethod(method), "/health/live");
        await AssertErrorAsync(answer, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/whoami/7")]
    public async Task Preflight_NeedsNoToken(string path)
    {
        using var answer = await _api.SendAsync(HttpMethod.Options, path);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        AssertHeader(answer, "Access-Control-Allow-Origin", "*");
        AssertHeader(answer, "Access-Control-Allow-Methods", "POST, PUT, GET, OPTIONS, DELETE");
        AssertHeader(
            answer, "Access-Control-Allow-Headers",
            "authorization, content-type, scope, range, if-range, if-match, if-none-match, idempotency-key, prefer");
        AssertHeader(answer, "Access-Control-Max-Age", "3600");
    }

    [Fact]
    public async Task Live_AnswersWithoutToken()
    {
        using var answer = await _api.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        AssertCommonHeaders(answer);
    }

    [Fact]
    public async Task ValidToken_NamesTheCaller()
    {
        using var answer = await _api.GetAsync("/whoami/7", _api.Token("ana@example.org", tenant: "cnes"));
        Assert.Equal("""{"tenant":"cnes","user":"ana@example.org","id":7}""", await BodyAsync(answer));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a b")]
    [InlineData("Bearer not-a-jwt")]
    [InlineData("Bearer ..")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task NoUsableToken_Is401WithChallenge(string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/whoami/7");
        if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await AssertErrorAsync(answer, HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("/operators", Role.REGISTERED_USER, 403)]
    [InlineData("/operators", Role.PUBLIC, 403)]
    [InlineData("/operators", Role.EXPLOIT, 200)]
    [InlineData("/operators", Role.ADMIN, 200)]
    [InlineData("/admins", Role.EXPLOIT, 403)]
    [InlineData("/admins", Role.ADMIN, 200)]
    [InlineData("/admins", Role.PROJECT_ADMIN, 200)]
    [InlineData("/admins", Role.INSTANCE_ADMIN, 200)]
    public async Task Role_DecidesWhoMayCall(string path, Role role, int status)
    {
        using var answer = await _api.GetAsync(path, _api.Token(role: role));
        Assert.Equal(status, (int)answer.StatusCode);
        AssertCommonHeaders(answer);
    }

    [Fact]
    public async Task Fault_Is500WithoutDetailsAndLoggedUnderItsCorrelationId()
    {
        using var answer = await _api.GetAsync("/fails/42");
        var message = Assert.Single(await AssertErrorAsync(answer, HttpStatusCode.InternalServerError));
        Assert.DoesNotContain("swordfish", message, StringComparison.Ordinal);
        var logged = Assert.Single(_api.Logs.Lines, line => line.Level == LogLevel.Error);
        Assert.Equal("42", logged.Scope["OrderId"]);
        Assert.Contains((string)logged.Scope["CorrelationId"]!, message, StringComparison.Ordinal);
        Assert.Equal("the password is swordfish", logged.Exception?.Message);
    }

    [Fact]
    public async Task FaultInMidStream_BreaksTheConnection()
    {
        await Assert.ThrowsAsync<HttpRequestException>(async () => await BodyAsync(await _api.GetAsync("/breaks")));
        Assert.Single(_api.Logs.Lines, line => line.Level == LogLevel.Error && line.Exception?.Message == "the source dried up");
    }

    [Fact]
    public async Task ClientThatLeaves_IsNoError()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(_api.Client.BaseAddress!.Host, _api.Client.BaseAddress.Port, cancellationToken);
            await socket.GetStream().WriteAsync("GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), cancellationToken);
            await Task.Delay(100, cancellationToken);
        }

        for (var waits = 0; waits < 500 && !_api.Logs.Lines.Any(IsClientLeft); waits++) await Task.Delay(20, cancellationToken);
        Assert.Contains(_api.Logs.Lines, IsClientLeft);
        Assert.DoesNotContain(_api.Logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Download_MayBeKeptByItsClientOnly()
    {
        using var answer = await _api.GetAsync("/file");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AssertHeader(answer, "Cache-Control", "private");
        Assert.False(answer.Headers.Contains("Pragma"));
        Assert.False(answer.Content.Headers.Contains("Expires"));
        AssertHeader(answer, "X-Content-Type-Options", "nosniff");
        AssertHeader(answer, "Access-Control-Expose-Headers", Exposed);
        Assert.Equal(
            "attachment;filename=\"na_ve.tif\";filename*=UTF-8''na%C3%AFve.tif",
            answer.Content.Headers.NonValidated["Content-Disposition"].ToString());
    }

    [Fact]
    public async Task DownloadThatTurnsIntoAnError_IsNoDownload()
    {
        using var answer = await _api.GetAsync("/almost-file");
        Assert.Equal(["gone"], await AssertErrorAsync(answer, HttpStatusCode.NotFound));
        Assert.False(answer.Content.Headers.Contains("Content-Disposition"));
    }

    [Theory]
    [InlineData("/file")]
    [InlineData("/health/live")]
    [InlineData("/nothing")]
    [InlineData("/whoami/7")]
    public async Task EveryAnswer_LetsScriptsOfOtherOriginsReadItsHeaders(string path)
    {
        using var answer = await _api.GetAsync(path);
        AssertHeader(answer, "Access-Control-Allow-Origin", "*");
        AssertHeader(answer, "Access-Control-Expose-Headers", Exposed);
    }

    [Theory]
    [InlineData("/whoami/7")]
    [InlineData("/operators")]
    [InlineData("/whoami/0")]
    [InlineData("/file")]
    public async Task Head_AnswersAsGetWithoutItsBody(string path)
    {
        using var get = await _api.GetAsync(path, _api.Token());
        using var head = await _api.SendAsync(HttpMethod.Head, path, _api.Token());
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BodyInAFormThatIsNotUnderstood_Is415AndSaysWhatIs()
    {
        using var answer = await _api.GetAsync("/unread");
        Assert.Equal(["unread"], await AssertErrorAsync(answer, HttpStatusCode.UnsupportedMediaType));
        AssertHeader(answer, "Accept-Encoding", "identity");
    }

    private static bool IsClientLeft(LogLine line) => line.Message.StartsWith("The client left", StringComparison.Ordinal);

    private static ApiEndpoint Get(string route, Role role, Func<ApiCall, Task<IResult>> handler) =>
        new(route, ["GET", "HEAD"], route, role, handler);

    private static Task<IResult> Json<T>(T value) => Task.FromResult(ApiResults.Json(value));

    private static Task<string> BodyAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<List<string>> AssertErrorAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        AssertCommonHeaders(answer);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var body = JsonDocument.Parse(await BodyAsync(answer));
        var messages = body.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetString()!).ToList();
        Assert.NotEmpty(messages);
        Assert.All(messages, Assert.NotEmpty);
        return messages;
    }

    private static void AssertCommonHeaders(HttpResponseMessage answer)
    {
        AssertHeader(answer, "X-Content-Type-Options", "nosniff");
        AssertHeader(answer, "X-Frame-Options", "DENY");
        AssertHeader(answer, "X-XSS-Protection", "1; mode=block");
        AssertHeader(answer, "Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
        AssertHeader(answer, "Pragma", "no-cache");
        AssertHeader(answer, "Expires", "0");
        AssertHeader(answer, "Access-Control-Allow-Origin", "*");
    }

    private static void AssertHeader(HttpResponseMessage answer, string name, string value)
    {
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).ToDictionary(h => h.Key, h => h.Value.ToString());
        Assert.Equal(value, headers.GetValueOrDefault(name));
    }
}
