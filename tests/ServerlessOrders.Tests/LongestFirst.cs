using ServerlessOrders.Tests.Contract.Authorization;
using ServerlessOrders.Tests.EndToEnd;
using ServerlessOrders.Tests.EndToEnd.Client;
using ServerlessOrders.Tests.Integration.Local;
using ServerlessOrders.Tests.Integration.Orders;
using ServerlessOrders.Tests.Integration.Workflow;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(ServerlessOrders.Tests.LongestFirst))]
// Many tests wait: for a lease to run out, a browser, a process. All share one Azurite, so that more would wait for that one.
[assembly: Parallelization(MaxThreads = 4)]

namespace ServerlessOrders.Tests;

/// <summary>
/// Begins with the classes that take longest, so that none of them runs alone at the end while the other cores have nothing left to
/// do. All others come in the random order of the run.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly IReadOnlyList<Type> Long =
    [
        typeof(CrashTests), typeof(StoppedProcessTests), typeof(IdempotencyCrashTests), typeof(GetTests),
        typeof(AuthorizationMatrixTests), typeof(AzuriteProcessTests), typeof(TwoProcessesTests), typeof(KilledProcessTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections)
            .OrderByDescending(collection => Long.Any(type => collection.TestCollectionDisplayName.Contains(type.FullName!, StringComparison.Ordinal)))];
}
