namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>What an operator sees who has mistyped a setting: the process ends, and one line says which.</summary>
public sealed class SettingFaultTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Orders__MaxSubOrdersPerUser", "four", "Orders:MaxSubOrdersPerUser")]
    [InlineData("Orders__WorkflowMaxWait", "soon", "Orders:WorkflowMaxWait")]
    [InlineData("Orders__Mail__Tls", "Maybe", "Orders:Mail:Tls")]
    [InlineData("Orders__Secret", "short", "Orders:Secret")]
    [InlineData("Orders__Catalogs__0__PageItems", "many", "Orders:Catalogs:0:PageItems")]
    [InlineData("Orders__Security__Roles__Data.Managers", "BOSS", "Orders:Security:Roles:Data.Managers")]
    [InlineData("Logging__LogLevel__Default", "Loud", "Loud")]
    public async Task SettingOfTheWrongType_EndsTheStart_WithOneLineThatNamesIt(string name, string value, string named)
    {
        var end = await LocalProcess.FailAsync(_folder.Path, await azurite.NewAccountAsync(), (name, value));

        Assert.Contains(named, Assert.Single(end), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Orders\": { \"MaxSubOrdersPerUser\": 4 }")]
    [InlineData("{\n  \"Orders\": nothing\n}")]
    public async Task SettingsFileThatIsNoJson_EndsTheStart_WithOneLineThatNamesIt(string content)
    {
        await File.WriteAllTextAsync(_folder["appsettings.json"], content, TestContext.Current.CancellationToken);

        var end = await LocalProcess.FailAsync(_folder.Path, await azurite.NewAccountAsync());

        Assert.Contains(_folder["appsettings.json"], Assert.Single(end), StringComparison.Ordinal);
    }
}
