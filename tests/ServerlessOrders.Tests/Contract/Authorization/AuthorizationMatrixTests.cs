using ServerlessOrders.Api;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>
/// Every endpoint of the API table with every credential: the status is the contract's, a refused request changes nothing, and
/// nobody sees what is not his.
/// </summary>
public sealed class AuthorizationMatrixTests(StillServer server) : IClassFixture<StillServer>
{
    private static readonly string[] WhatIsAnns = [World.Ann, StillServer.Content, "Title of a", "secret-container", "0.tif"];

    public static TheoryData<string> Endpoints => [.. ApiTable.Endpoints.Select(endpoint => endpoint.Name)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Exceptions_AreOfEndpoints() =>
        Assert.Empty(Expectations.Excepted.Except(ApiTable.Endpoints.Select(endpoint => endpoint.Name)));

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_AnswersEachCredentialAsTheContractSays(string name)
    {
        var endpoint = ApiTable.Named(name);
        var expected = Expectations.Of(endpoint);
        var faults = new List<string>();
        // Those who are refused share a target, which must stay as it is, with those who only read: a download marks what it delivers.
        var untouched = await CreateAsync(endpoint, expected);
        var before = await untouched.VersionAsync();
        foreach (var method in endpoint.Methods)
        {
            var isRead = method is "GET" or "HEAD" && !Delivers(endpoint);
            foreach (var credential in Enum.GetValues<Credential>())
            {
                var mayChange = expected.Of(credential) < 300 && !isRead;
                faults.AddRange(await TryAsync(mayChange ? await CreateAsync(endpoint, expected) : untouched, method, credential, expected));
            }

            if (await untouched.VersionAsync() != before) faults.Add($"{method}: a refused request, or one that reads, changed something.");
        }

        Assert.Empty(faults);
    }

    private static bool Delivers(ApiEndpoint endpoint) =>
        endpoint.Name.StartsWith("Download", StringComparison.Ordinal) || endpoint.Name.EndsWith("File", StringComparison.Ordinal);

    private Task<Target> CreateAsync(ApiEndpoint endpoint, Expectation expected) =>
        Target.CreateAsync(new World(server), endpoint, expected.Status);

    private static async Task<List<string>> TryAsync(Target target, string method, Credential credential, Expectation expected)
    {
        using var request = target.Ask(method, credential);
        using var response = await target.Server.Http.SendAsync(request, Stop);
        var body = await response.Content.ReadAsStringAsync(Stop);
        var faults = new List<string>();
        var wanted = expected.Of(credential);
        var status = (int)response.StatusCode;
        if (status != wanted) faults.Add($"{method} with {credential}: {status}, expected {wanted}. {body}");
        var shown = body + response.Content.Headers;
        if (!expected.MayShow(credential) && WhatIsAnns.FirstOrDefault(shown.Contains) is { } secret)
            faults.Add($"{method} with {credential}: shows '{secret}'. {shown}");
        if (expected.IsRefusedAction(credential) && body != Expectation.NotAllowed) faults.Add($"{method} with {credential}: {body}");
        if (status == 401 && !expected.IsRefusedAction(credential) && expected.Door is not (Door.FileByToken or Door.MetalinkByToken)
            && response.Headers.WwwAuthenticate.Count != 1) faults.Add($"{method} with {credential}: no challenge.");
        return faults;
    }
}
