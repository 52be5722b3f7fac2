using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Mail;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Infra;

/// <summary>The deployment compiles, and names what the code names.</summary>
public sealed partial class TemplateTests(BicepCompiler compiler) : IClassFixture<BicepCompiler>
{
    private JsonNode Main => compiler.Templates["main.bicep"];

    [Fact]
    public void Templates_CompileWithoutAWarning()
    {
        Assert.Equal("", compiler.Messages);
        Assert.Equal(BicepCompiler.Entries.Order(), compiler.Templates.Keys.Order());
    }

    [Fact]
    public void EveryModule_IsPartOfTheDeployment()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(BicepCompiler.Folder, "*.bicep", SearchOption.AllDirectories).Select(File.ReadAllText));
        var modules = Directory.EnumerateFiles(Path.Combine(BicepCompiler.Folder, "modules")).Select(path => Path.GetFileName(path));

        Assert.All(modules, module => Assert.Contains($"{module}'", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryParameter_HasADescription() => Assert.All(
        compiler.Templates.Values.SelectMany(Templates).SelectMany(template => template["parameters"]?.AsObject() ?? []),
        parameter => Assert.NotEqual("", parameter.Value!["metadata"]?["description"]?.GetValue<string>() ?? ""));

    [Fact]
    public void Tables_AreThoseOfTheProduct()
    {
        var storage = StorageConnection.Open("UseDevelopmentStorage=true");
        var data = Module("dataStorage");

        Assert.Equal(storage.Tables.Select(table => table.Name), data["variables"]!["tables"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(StorageClients.OwnContainer, (string)data["variables"]!["ownContainer"]!);
    }

    [Fact]
    public void AppSettings_AreSettingsOfTheProduct()
    {
        var names = SettingName().Matches(Module("functionApp").ToJsonString())
            .Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(names.Count > 8, string.Join(' ', names));

        Assert.All(names, name => Assert.True(IsKnown(name), $"{name} is no setting."));
    }

    /// <summary>The settings of storage that the deployment makes, read by the product.</summary>
    [Fact]
    public void StorageSettings_LeadToTheAccountWithTheTables()
    {
        var template = Module("functionApp").ToJsonString();
        var settings = StorageSetting().Matches(template).Select(match => match.Value).Distinct()
            .ToDictionary(name => name.Replace("__", ":", StringComparison.Ordinal), string? (_) => "value");
        Assert.Equal(6, settings.Count);

        var storage = StorageConnection.Open(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "OrdersStorage", "AzureWebJobsStorage");

        Assert.Equal("https://value.blob.core.windows.net/", storage.Blobs.Uri.ToString());
    }

    [Fact]
    public void NoAccount_AcceptsKeys()
    {
        string[] accounts = ["hostStorage", "dataStorage"];

        Assert.All(accounts, name => Assert.Contains("\"allowSharedKeyAccess\":false", Module(name).ToJsonString(), StringComparison.Ordinal));
        Assert.DoesNotContain("listKeys", Main.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Who may reach them is said, not left to a default; and what they do is written down.</summary>
    [Theory]
    [InlineData("dataStorage", "Microsoft.Storage/storageAccounts", 2)]
    [InlineData("hostStorage", "Microsoft.Storage/storageAccounts", 1)]
    [InlineData("secrets", "Microsoft.KeyVault/vaults", 1)]
    [InlineData("functionApp", "Microsoft.Web/sites", 1)]
    public void NetworkAccessAndDiagnostics_AreExplicit(string module, string type, int diagnostics)
    {
        var resources = Resources(Module(module)).ToList();
        var properties = resources.Single(resource => (string)resource["type"]! == type)["properties"]!;

        Assert.NotNull(properties["publicNetworkAccess"]);
        if (type != "Microsoft.Web/sites") Assert.NotNull(properties["networkAcls"]!["defaultAction"]);
        Assert.Equal(diagnostics, resources.Count(resource => (string)resource["type"]! == "Microsoft.Insights/diagnosticSettings"));
    }

    /// <summary>Whoever may set the tier of a blob may overwrite it.</summary>
    [Fact]
    public void OverwrittenBlobs_CanBeBroughtBack() => Assert.True((bool)Resources(Module("dataStorage"))
        .Single(resource => (string)resource["type"]! == "Microsoft.Storage/storageAccounts/blobServices")["properties"]!["isVersioningEnabled"]!);

    /// <summary>A tag can be moved to other code, a commit cannot.</summary>
    [Fact]
    public void Actions_ArePinnedByCommit()
    {
        var folder = Path.Combine(BicepCompiler.Folder, "../.github/workflows");
        var uses = Directory.EnumerateFiles(folder).SelectMany(File.ReadLines).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches("@[0-9a-f]{40} # v[0-9]", line));
    }

    /// <summary>A rehydrated blob must not go back while its order lives.</summary>
    [Fact]
    public void RehydratedBlobs_StayReadableForLongerThanAnOrderLives()
    {
        var days = (int)Main["parameters"]!["readableDays"]!["minValue"]!;

        Assert.True(TimeSpan.FromDays(days) > TimeSpan.FromHours(new OrdersOptions().MaxExpirationHours));
    }

    private JsonNode Module(string name) => Templates(Main).Single(template =>
        template["metadata"]?["description"] is not null && File.ReadAllText(Path.Combine(BicepCompiler.Folder, "modules", $"{name}.bicep"))
            .Contains(((string)template["metadata"]!["description"]!).Replace("'", "\\'", StringComparison.Ordinal), StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Resources(JsonNode template) =>
        template["resources"] is JsonObject named ? named.Select(pair => pair.Value!) : template["resources"]!.AsArray().Select(node => node!);

    /// <summary>A template and those of its modules.</summary>
    private static IEnumerable<JsonNode> Templates(JsonNode template)
    {
        yield return template;
        foreach (var module in Resources(template).Where(resource => (string)resource["type"]! == "Microsoft.Resources/deployments"))
            foreach (var inner in Templates(module["properties"]!["template"]!)) yield return inner;
    }

    /// <summary>Whether setting it changes some options: a list or map is named with its index or key.</summary>
    private static bool IsKnown(string name)
    {
        var path = name.Split(':');
        object options = path[1] switch { "Security" => new SecurityOptions(), "Pages" => new PagesOptions(), "Mail" => new MailOptions(), _ => new OrdersOptions() };
        var property = options.GetType().GetProperty(path[^1].Length == 0 ? path[^2] : path[^1]);
        return property is not null && path[0] == OrdersOptions.Section;
    }

    [GeneratedRegex(@"(OrdersStorage|AzureWebJobsStorage)__[A-Za-z]+")]
    private static partial Regex StorageSetting();

    [GeneratedRegex(@"Orders(__[A-Za-z]+)+(__)?")]
    private static partial Regex SettingName();
}
