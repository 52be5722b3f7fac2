using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Waiting;

namespace ServerlessOrders.Tests.Browser;

/// <summary>The pages in French: also what the service says in English.</summary>
[Collection(PagesCollection.Name)]
public sealed class FrenchTests(PagesFixture pages)
{
    private const string English = "Spoken by the service.";

    private static readonly (int Status, string Meaning)[] Meanings =
    [
        (400, "Le service ne comprend pas la demande."), (403, "Vous n’avez pas le droit"), (404, "Cela n’existe pas, ou plus."),
        (409, "Cela ne va pas avec l’état actuel."), (410, "son délai est passé"), (412, "Cela a changé entre-temps."),
        (428, "Le service doit savoir de quelle version"), (429, "Trop de demandes à la fois."), (503, "Le service est occupé ou redémarre."),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [ForeignFact]
    public Task EveryCauseOfWaiting_IsToldInFrench() => pages.VisitAsync(
        async visitor =>
        {
            var kinds = Enum.GetValues<ProgressCauseKind>();
            // A waiting request stays unanswered until the page is left.
            await visitor.Page.RouteAsync("**/user/orders/*", route => route.Request.Headers.ContainsKey("if-none-match")
                ? Task.CompletedTask
                : route.FulfillAsync(new() { ContentType = "application/json", Headers = [new("ETag", "\"1\"")], Body = Waiting(route.Request.Url, kinds) }));
            await SignInAsync(visitor);
            foreach (var kind in kinds)
            {
                await visitor.GoAsync($"#/orders/{1 + (int)kind}");
                await visitor.SeesAsync($"Commande {1 + (int)kind} ");
                var why = await visitor.Page.Locator(".order-why p").First.InnerTextAsync();

                Assert.Matches("[a-zé]", why);
                Assert.DoesNotContain(English, await visitor.Page.InnerTextAsync("main"), StringComparison.Ordinal);
                Assert.DoesNotMatch(@"\b(the|is|are|its|files|order)\b", why);
                Assert.Equal(0, await visitor.Page.Locator("main [lang=en]").CountAsync());
            }
        },
        InFrench());

    [ForeignFact]
    public Task RefusalsThatPeopleMeet_AreFrench() => pages.VisitAsync(
        async visitor =>
        {
            using var client = pages.Server.Client(visitor.Tenant, Visitor.User);
            var order = await OrderServer.OrderAllAsync(client);
            using var other = pages.Server.Client(visitor.Tenant, "bob@example.org");
            var others = await OrderServer.OrderAllAsync(other);
            await SignInAsync(visitor);

            await visitor.GoAsync("#/orders/4711");
            await visitor.SeesAsync("Il n’y a pas de commande 4711");
            await visitor.GoAsync($"#/orders/{others}");
            await visitor.SeesAsync($"La commande {others} appartient à quelqu’un d’autre");
            await visitor.GoAsync("#/search?q=eo%3Acloud_cover%3A%5B1");
            await SaysAsync("est illisible");
            await visitor.GoAsync($"#/orders/{order}");
            await visitor.Button("Conserver plus longtemps").ClickAsync();
            await visitor.Page.GetByLabel("Heures à partir de maintenant").FillAsync("100000");
            await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Conserver plus longtemps" }).ClickAsync();
            await SaysAsync("Une commande est conservée au plus 168 heures");
            // Somebody else has paused it a moment ago, in another tab.
            await client.PutAsync(new Uri($"/user/orders/pause/{order}", UriKind.Relative), null, Stop);
            await visitor.Button("Reprendre").WaitForAsync();
            await client.PutAsync(new Uri($"/user/orders/resume/{order}", UriKind.Relative), null, Stop);
            await visitor.Button("Mettre en pause").WaitForAsync();
            await visitor.Page.RouteAsync("**/user/orders/pause/*", route => route.FulfillAsync(Refusal(401, "ORDER_MUST_BE_PENDING_OR_RUNNING")));
            await visitor.Button("Mettre en pause").ClickAsync();
            await SaysAsync("Seule une commande en cours peut être mise en pause");

            using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
            selected.EnsureSuccessStatusCode();
            await visitor.GoAsync("#/basket");
            await visitor.Page.GetByText("Choisir les fichiers").ClickAsync();
            await visitor.Page.GetByLabel("Nom", new() { Exact = true }).FillAsync("(");
            await visitor.Button("Appliquer").ClickAsync();
            await SaysAsync("Le nom n’est pas une expression régulière valable");

            async Task SaysAsync(string text)
            {
                await visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = text }).First.WaitForAsync();
                Assert.Equal(0, await visitor.Page.Locator("main [lang=en]").CountAsync());
            }
        },
        InFrench("status of 4"));

    /// <summary>What the pages cannot translate stands, as English, below what the status means.</summary>
    [ForeignFact]
    public Task RefusalInUnknownWords_IsExplainedInFrench_AndItsWordsAreMarkedAsEnglish() => pages.VisitAsync(
        async visitor =>
        {
            var answer = 0;
            await visitor.Page.RouteAsync("**/stac/collections*", route => route.FulfillAsync(Refusal(answer, English)));
            await SignInAsync(visitor);
            foreach (var (status, meaning) in Meanings)
            {
                answer = status;
                await visitor.GoAsync("#/nowhere");
                await visitor.SeesAsync("Cette page n’existe pas");
                await visitor.GoAsync("#/");
                await visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = meaning }).First.WaitForAsync();

                Assert.Equal(English, await visitor.Page.Locator("main [lang=en]").First.InnerTextAsync());
            }
        },
        InFrench("status of ", "net::ERR_"));

    private static Visit InFrench(params string[] expected) => new() { Window = new() { Locale = "fr-FR" }, Expected = expected };

    private static async Task SignInAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync($"{visitor.Address}#token={visitor.Token}");
        await visitor.Button("Se déconnecter").WaitForAsync();
    }

    private static RouteFulfillOptions Refusal(int status, string message) =>
        new() { Status = status, ContentType = "application/json", Body = JsonSerializer.Serialize(new { messages = new[] { message } }) };

    /// <summary>An order that waits, for the cause of its number.</summary>
    private static string Waiting(string address, ProgressCauseKind[] kinds)
    {
        var id = int.Parse(new Uri(address).Segments[^1], System.Globalization.CultureInfo.InvariantCulture);
        var cause = new ProgressCause(kinds[id - 1], 2, 3, 2, [12, 14], "The catalog at 'far.example' answered 429.", new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero));
        var now = new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
        var content = new
        {
            id, owner = Visitor.User, label = "Côte", creationDate = now, expirationDate = now.AddDays(1), percentCompleted = 0, filesInErrorCount = 0,
            availableFilesCount = 0, status = "RUNNING", statusDate = now, waitingForUser = false,
            datasetTasks = new[] { new { id = 1, datasetLabel = "coast-watch", objectsCount = 12, filesCount = 12, filesSize = 100 } },
            progress = new
            {
                phase = "QUEUED", reason = English, causes = new[] { cause }, blockedBy = Array.Empty<long>(),
                filesByState = new { PENDING = 12 }, bytesTotal = 100, bytesReady = 0,
            },
        };
        return JsonSerializer.Serialize(new { content, links = Array.Empty<object>() }, ApiJson.Options);
    }
}
