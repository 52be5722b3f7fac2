using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Api;
using ServerlessOrders.Security;

namespace ServerlessOrders.Local.Commands;

/// <summary><c>token</c>: prints a bearer token that the server of the same data folder accepts.</summary>
internal sealed class TokenCommand(CommonOptions common, TextWriter output)
{
    private readonly Option<string> _user = new("--user")
    {
        Description = "Login of the user, an e-mail address.",
        HelpName = "E-MAIL",
        Required = true,
    };

    private readonly Option<Role> _role = new("--role")
    {
        Description = "Role of the user.",
        DefaultValueFactory = _ => Role.REGISTERED_USER,
    };

    private readonly Option<string> _tenant = new("--tenant")
    {
        Description = "Tenant of the user.",
        DefaultValueFactory = _ => CommonOptions.DefaultTenant,
    };

    private readonly Option<int> _hours = new("--hours")
    {
        Description = "Hours for which the token is valid, at most 8760.",
        DefaultValueFactory = _ => 24,
    };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local -- token --user ada@example.org",
        "dotnet run --project src/ServerlessOrders.Local -- token --user ops@example.org --role ADMIN --hours 1",
        "TOKEN=$(dotnet run --project src/ServerlessOrders.Local -- token --user ada@example.org)",
    ];

    public Command Build()
    {
        Rules.Require(_hours, hours => hours is >= 1 and <= 8760, "1 to 8760");
        Rules.Require(_user, Names.IsUser, Names.UserRule);
        Rules.Require(_tenant, Names.IsTenant, Names.TenantRule);
        var command = new Command("token", "Print a bearer token of this installation.") { _user, _role, _tenant, _hours };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Makes a token with the settings of the installation.</summary>
    /// <exception cref="ArgumentException">The tenant or user cannot be one.</exception>
    public static string Issue(string secret, string tenant, string user, Role role, TimeSpan validFor)
    {
        var builder = LocalConfiguration.NewBuilder(secret);
        builder.Services.AddOrderApi();
        using var app = builder.Services.BuildServiceProvider();
        return app.GetRequiredService<TokenIssuer>().Issue(tenant, user, role, validFor);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var secret = await DataFolder.Existing(parsed.GetRequiredValue(common.Data)).ReadSecretAsync(cancellationToken);
        await output.WriteLineAsync(Issue(
            secret,
            parsed.GetRequiredValue(_tenant),
            parsed.GetRequiredValue(_user),
            parsed.GetValue(_role),
            TimeSpan.FromHours(parsed.GetValue(_hours))));
        return 0;
    }
}
