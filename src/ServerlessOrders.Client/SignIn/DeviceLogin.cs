using System.Net.Http.Json;
using System.Text.Json.Serialization;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.SignIn;

/// <summary>What an authority says of itself (OpenID Connect Discovery 1.0).</summary>
public sealed record Discovery(
    [property: JsonPropertyName("token_endpoint")] Uri? TokenEndpoint,
    [property: JsonPropertyName("device_authorization_endpoint")] Uri? DeviceAuthorizationEndpoint);

/// <summary>What a user is to do (RFC 8628, section 3.2).</summary>
public sealed record DeviceCode(
    [property: JsonPropertyName("device_code")] string Code,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_uri")] string VerificationUri,
    [property: JsonPropertyName("verification_uri_complete")] string? VerificationUriComplete,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("interval")] int? Interval);

/// <summary>A token, or why there is none (RFC 6749, section 5).</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

/// <summary>Signs a user in on another device (RFC 8628), and renews what came of it.</summary>
public sealed class DeviceLogin(HttpClient http, TimeProvider time)
{
    private const int UsualInterval = 5;
    private const int UsualLifetime = 3600;

    /// <summary>Asks for a code, shows it, and waits until the user has typed it in.</summary>
    /// <param name="authority">The authority; its address or that of its discovery document.</param>
    /// <param name="clientId">This program, as the authority knows it.</param>
    /// <param name="scope">What is asked for.</param>
    /// <param name="show">Tells the user what to do.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Login> SignInAsync(string authority, string clientId, string scope, Action<DeviceCode> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(show);
        var discovery = await DiscoverAsync(authority, cancellationToken);
        if (discovery.DeviceAuthorizationEndpoint is not { } endpoint)
            throw new OrdersException(ExitCode.NotAllowed, $"{authority} offers no sign-in by device code; give a token with --token or ORDERS_TOKEN.");
        using var asked = await http.PostAsync(
            endpoint, new FormUrlEncodedContent([new("client_id", clientId), new("scope", scope)]), cancellationToken);
        if (!asked.IsSuccessStatusCode) throw Refused(authority, await AnswerAsync(asked, cancellationToken));
        var code = await asked.Content.ReadFromJsonAsync(ClientJson.Default.DeviceCode, cancellationToken)
            ?? throw new OrdersException(ExitCode.NotAllowed, $"{authority} gave no code.");
        show(code);

        var end = time.GetUtcNow().AddSeconds(code.ExpiresIn);
        for (var interval = TimeSpan.FromSeconds(code.Interval ?? UsualInterval); ;)
        {
            await Task.Delay(interval, time, cancellationToken);
            var answer = await TokenAsync(
                discovery,
                [new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), new("device_code", code.Code), new("client_id", clientId)],
                cancellationToken);
            if (answer.AccessToken is not null) return Of(authority, clientId, answer, null);
            if (answer.Error == "slow_down") interval += TimeSpan.FromSeconds(UsualInterval);
            else if (answer.Error != "authorization_pending") throw Refused(authority, answer);
            if (time.GetUtcNow() > end) throw new OrdersException(ExitCode.TimeOver, "The code was not used in time; run orders login again.");
        }
    }

    /// <summary>A login with a fresh token; null if the authority gives none any more.</summary>
    public async Task<Login?> RenewAsync(Login login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (login.RefreshToken is not { } refresh) return null;
        var answer = await TokenAsync(
            await DiscoverAsync(login.Authority, cancellationToken),
            [new("grant_type", "refresh_token"), new("refresh_token", refresh), new("client_id", login.ClientId)],
            cancellationToken);
        return answer.AccessToken is null ? null : Of(login.Authority, login.ClientId, answer, refresh);
    }

    private async Task<Discovery> DiscoverAsync(string authority, CancellationToken cancellationToken)
    {
        const string Document = "/.well-known/openid-configuration";
        var address = authority.EndsWith(Document, StringComparison.Ordinal) ? authority : authority.TrimEnd('/') + Document;
        try
        {
            return await http.GetFromJsonAsync(address, ClientJson.Default.Discovery, cancellationToken) ?? new Discovery(null, null);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or UriFormatException or InvalidOperationException)
        {
            throw new OrdersException(ExitCode.Unreachable, $"{address} cannot be read ({ServiceConnection.Reason(e)}): see whether --authority is right.", e);
        }
    }

    private async Task<TokenAnswer> TokenAsync(Discovery discovery, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(discovery.TokenEndpoint, new FormUrlEncodedContent(form), cancellationToken);
        return await AnswerAsync(response, cancellationToken);
    }

    private static async Task<TokenAnswer> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync(ClientJson.Default.TokenAnswer, cancellationToken))!;
        }
        catch (System.Text.Json.JsonException)
        {
            return new TokenAnswer(null, null, null, $"{(int)response.StatusCode}", response.ReasonPhrase);
        }
    }

    private Login Of(string authority, string clientId, TokenAnswer answer, string? refresh) => new(
        authority, clientId, answer.AccessToken!, answer.RefreshToken ?? refresh, time.GetUtcNow().AddSeconds(answer.ExpiresIn ?? UsualLifetime));

    private static OrdersException Refused(string authority, TokenAnswer answer) =>
        new(ExitCode.NotAllowed, $"{authority} refused: {answer.ErrorDescription ?? answer.Error ?? "it does not say why"}.");
}
