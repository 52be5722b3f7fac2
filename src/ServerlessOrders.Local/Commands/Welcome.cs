namespace ServerlessOrders.Local.Commands;

/// <summary>What the server says once it serves: where it is, links that sign in at the pages, a token, and commands to try.</summary>
internal static class Welcome
{
    /// <summary>The user whose token is printed.</summary>
    public const string User = "user@example.org";

    /// <summary>Who runs the archive, of the second link.</summary>
    public const string Operator = "operator@example.org";

    public static string Text(Uri address, string data, string token, string operatorToken)
    {
        var at = address.ToString().TrimEnd('/');
        return $"""

            ServerlessOrders serves {at} (data in {data}). Ctrl-C stops it.

            In a browser, signed in by this link:

              {at}/#token={token}

            As somebody who runs the archive (EXPLOIT), with everybody's orders and figures of them:

              {at}/#token={operatorToken}

            A token for {User}, REGISTERED_USER of tenant {CommonOptions.DefaultTenant}, valid for 24 hours:

              TOKEN={token}

            To try without a browser (set TOKEN as above first): order all products and fetch them into the folder data, verified, in one line.

              ORDERS_TOKEN=$TOKEN dotnet run --project src/ServerlessOrders.Client -- fetch --url {at} --query "*:*" data

            The same step by step with curl: select all products, order them, watch the order.

              curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{Selection}' {at}/order/basket/selection
              curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{Label}' {at}/user/orders
              curl -s -H "Authorization: Bearer $TOKEN" {at}/user/orders

            """;
    }

    private const string Selection = """{"engineType":"legacy","searchParameters":{"q":["*:*"]}}""";
    private const string Label = """{"label":"First order"}""";
}
