using System.CommandLine;
using ServerlessOrders.Client.SignIn;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>login</c>: signs in with a code that is typed into a browser, on this machine or any other; or keeps a token that somebody gave.</summary>
internal sealed class LoginCommand(CommonOptions common) : ICommandBuilder
{
    private readonly Option<string?> _authority = new("--authority")
    {
        Description = "The OpenID Connect authority of the service; default: ORDERS_AUTHORITY.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _client = new("--client-id")
    {
        Description = "This program, as the authority knows it; default: ORDERS_CLIENT_ID.",
        HelpName = "ID",
    };

    private readonly Option<string> _scope = new("--scope")
    {
        Description = "What is asked for; offline_access lets a long fetch renew its token.",
        DefaultValueFactory = _ => "openid profile email offline_access",
    };

    /// <inheritdoc/>
    public string[] Examples { get; } =
    [
        "orders login --url https://orders.example.org --authority https://login.example.org/realms/science --client-id orders-cli",
        "orders login --url https://orders.example.org --token TOKEN",
        "orders login --authority https://login.microsoftonline.com/TENANT/v2.0 --client-id ID --scope \"api://orders/.default offline_access\"",
    ];

    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("login", "Sign in with a code in a browser, or keep the token of --token (- reads it from standard input).") { _authority, _client, _scope };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var address = common.AddressOf(parsed);
        var login = parsed.GetValue(common.Token) is { } token
            ? await KeepAsync(address, token == "-" ? await common.Surroundings.Input.ReadToEndAsync(cancellationToken) : token, cancellationToken)
            : await SignInAsync(parsed, cancellationToken);
        var service = CommonOptions.KeyOf(address);
        common.Logins.Write(service, login);
        await common.Output.WriteLineAsync($"Signed in to {service}; the token is in {common.Logins.Path}, which only you can read.");
        return 0;
    }

    // Seen to be accepted first: a token that is cut or expired is easier to understand now than tomorrow.
    private static async Task<Login> KeepAsync(Uri address, string token, CancellationToken cancellationToken)
    {
        var login = Login.OfToken(token.Trim());
        await foreach (var order in CommonOptions.Connect(address, new FixedToken(login.AccessToken)).ListOrdersAsync([], cancellationToken)) break;
        return login;
    }

    private async Task<Login> SignInAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var authority = parsed.GetValue(_authority) ?? common.Surroundings.Variable("ORDERS_AUTHORITY")
            ?? throw new OrdersException(ExitCode.WrongUsage, "Which authority do users of this service sign in to? Name it with --authority or ORDERS_AUTHORITY; or give a token with --token.");
        var client = parsed.GetValue(_client) ?? common.Surroundings.Variable("ORDERS_CLIENT_ID")
            ?? throw new OrdersException(ExitCode.WrongUsage, "Under which client id does the authority know this program? Name it with --client-id or ORDERS_CLIENT_ID.");
        using var http = new HttpClient();
        return await new DeviceLogin(http, TimeProvider.System).SignInAsync(
            authority, client, parsed.GetRequiredValue(_scope),
            code => common.Output.WriteLine($"Open {code.VerificationUriComplete ?? code.VerificationUri} and enter the code {code.UserCode}"),
            cancellationToken);
    }
}
