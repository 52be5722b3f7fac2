using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Local.Imports;
using ServerlessOrders.Security;

namespace ServerlessOrders.Local.Commands;

/// <summary>The root command: serves the API until it is told to stop.</summary>
internal sealed class ServeCommand(CommonOptions common, TextWriter output, TextWriter error)
{
    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Addresses to listen on, joined by ';'; port 0 takes a free one.",
        HelpName = "URLS",
        DefaultValueFactory = _ => "http://127.0.0.1:7071",
    };

    private readonly Option<bool> _noSample = new("--no-sample")
    {
        Description = "Do not import the sample collection at the first start (with --storage it never is).",
    };

    /// <summary>For the help.</summary>
    public static string[] Examples { get; } =
    [
        "dotnet run --project src/ServerlessOrders.Local",
        "dotnet run --project src/ServerlessOrders.Local -- --urls http://127.0.0.1:8080 --data /var/lib/orders --no-sample",
        "dotnet run --project src/ServerlessOrders.Local -- --storage \"DefaultEndpointsProtocol=https;AccountName=...;AccountKey=...\"",
    ];

    /// <summary>Makes it what the command does.</summary>
    public void AddTo(RootCommand root)
    {
        Rules.Require(_urls, urls => urls.Split(';').All(IsAddress), "addresses such as http://127.0.0.1:7071, joined by ';' (for https put a proxy before it)");
        root.Add(_urls);
        root.Add(_noSample);
        root.SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var data = new DataFolder(parsed.GetRequiredValue(common.Data));
            await using var storage = await LocalStorage.OpenAsync(
                data, parsed.GetValue(common.Storage), new ConsoleLines(error), cancellationToken);
            var secret = await data.ReadSecretAsync(cancellationToken);
            if (storage.IsOwn && !parsed.GetValue(_noSample))
            {
                var settings = LocalConfiguration.NewBuilder(secret).Configuration;
                await SampleCollection.EnsureAsync(data, storage.Clients, settings, CommonOptions.DefaultTenant, cancellationToken);
            }

            await using var server = await LocalServer.StartAsync(
                new LocalServerOptions
                {
                    Storage = storage.Clients, Secret = secret, MailFolder = data.Mail, Urls = parsed.GetRequiredValue(_urls),
                },
                cancellationToken);
            await output.WriteLineAsync(Welcome.Text(
                server.Address, data.Root, Token(Welcome.User, Role.REGISTERED_USER), Token(Welcome.Operator, Role.EXPLOIT)));
            await storage.WatchAsync(server.Services, cancellationToken);

            string Token(string user, Role role) =>
                TokenCommand.Issue(secret, CommonOptions.DefaultTenant, user, role, TimeSpan.FromHours(24));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C or SIGTERM is how serving ends.
        }

        return 0;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http", PathBase.Length: 0, Port: >= 0 and <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
