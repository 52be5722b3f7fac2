namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>An account of its own: the refresh timer looks at all of its orders.</summary>
public sealed class CrashAccount(AzuriteFixture azurite) : IAsyncLifetime
{
    public string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync() => Connection = await azurite.NewAccountAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
