namespace ServerlessOrders.Client.SignIn;

/// <summary>Says who calls.</summary>
public interface ITokenSource
{
    /// <summary>The token to send; null to send none.</summary>
    ValueTask<string?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Takes another token in place of one that was refused.</summary>
    /// <returns>False if there is no other.</returns>
    ValueTask<bool> RenewAsync(string? refused, CancellationToken cancellationToken);
}

/// <summary>A token that somebody gave, for as long as it lasts.</summary>
public sealed class FixedToken(string? token) : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<string?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(string? refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}

/// <summary>A token in a file that somebody else keeps fresh.</summary>
public sealed class FileToken(string path) : ITokenSource
{
    private string? _token;

    /// <inheritdoc/>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken) => _token ??= await ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        _token = await ReadAsync(cancellationToken);
        return _token != refused;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OrdersException(ExitCode.NotAllowed, $"The token file cannot be read: {e.Message}", e);
        }
    }
}
