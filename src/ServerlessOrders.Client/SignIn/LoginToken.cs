namespace ServerlessOrders.Client.SignIn;

/// <summary>The token of a login, renewed before it ends and after it was refused.</summary>
public sealed class LoginToken(LoginStore store, string service, DeviceLogin authority, TimeProvider time) : ITokenSource, IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);

    // Several downloads meet the end of a token at once, and a refresh token may be good for one use only.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc/>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (Current is not { } login) return null;
        if (login.Expires - Ahead > time.GetUtcNow() || login.RefreshToken is null) return login.AccessToken;
        await RenewAsync(login.AccessToken, cancellationToken);
        return Current?.AccessToken;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Another download, or another process, may have been first.
            if (Current is not { } login) return false;
            if (login.AccessToken != refused) return true;
            if (await authority.RenewAsync(login, cancellationToken) is not { } next) return false;
            store.Write(service, next);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private Login? Current => store.Read().ByService.GetValueOrDefault(service);
}
