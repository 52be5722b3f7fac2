using System.CommandLine;
using ServerlessOrders.Client.Api;
using ServerlessOrders.Client.SignIn;

namespace ServerlessOrders.Client.Commands;

/// <summary>The options that every command knows: which service, and who calls.</summary>
internal sealed class CommonOptions(Surroundings surroundings)
{
    private const string Local = "http://127.0.0.1:7071";

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(30);

    /// <summary>What the command line reads from and writes to.</summary>
    public Surroundings Surroundings => surroundings;

    /// <summary>Where the results go.</summary>
    public TextWriter Output => surroundings.Output;

    /// <summary>The logins of this user.</summary>
    public LoginStore Logins { get; } = LoginStore.OfThisUser(surroundings.Variable("ORDERS_CONFIG"));

    /// <summary><c>--url ADDRESS</c>.</summary>
    public Option<string?> Url { get; } = new("--url")
    {
        Description = $"Address of the service; default: ORDERS_URL, else that of the last login, else {Local}.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    /// <summary><c>--token TOKEN</c>.</summary>
    public Option<string?> Token { get; } = new("--token")
    {
        Description = "Bearer token; default: ORDERS_TOKEN, else that of the login.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    /// <summary><c>--token-file FILE</c>.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File with a bearer token, read again when the token is refused; default: ORDERS_TOKEN_FILE.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON for scripts, an object per line.",
        Recursive = true,
    };

    /// <summary>The address that a command line means.</summary>
    public Uri AddressOf(ParseResult parsed)
    {
        var text = parsed.GetValue(Url) ?? surroundings.Variable("ORDERS_URL") ?? Logins.Read().Last ?? Local;
        if (!text.Contains("://", StringComparison.Ordinal)) text = "http://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new OrdersException(ExitCode.WrongUsage, $"'{text}' is not the address of a service; write https://host or https://host/path.");
    }

    /// <summary>Connects to the service of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="wait">How long to try and to wait; null for as long as one request is worth.</param>
    public OrdersClient Connect(ParseResult parsed, TimeSpan? wait = null)
    {
        var address = AddressOf(parsed);
        return Connect(address, TokensOf(parsed, address), wait);
    }

    /// <summary>Connects to a service as a caller.</summary>
    public static OrdersClient Connect(Uri address, ITokenSource tokens, TimeSpan? wait = null)
    {
        var time = TimeProvider.System;
        return new OrdersClient(new ServiceConnection(address, tokens, new RetrySchedule(time, time.GetUtcNow() + (wait ?? ShortWait), endsRequests: wait is not null)));
    }

    private ITokenSource TokensOf(ParseResult parsed, Uri address)
    {
        if (parsed.GetValue(Token) is { } given) return new FixedToken(given.Trim());
        if ((parsed.GetValue(TokenFile) ?? surroundings.Variable("ORDERS_TOKEN_FILE")) is { } file) return new FileToken(file);
        if (surroundings.Variable("ORDERS_TOKEN") is { } token) return new FixedToken(token.Trim());
        // Both live as long as the program.
        return new LoginToken(Logins, KeyOf(address), new DeviceLogin(new HttpClient(), TimeProvider.System), TimeProvider.System);
    }

    /// <summary>How a login of a service is remembered.</summary>
    public static string KeyOf(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
