namespace ServerlessOrders.Tests.Faults.Storage;

public sealed class FaultPlanTests
{
    [Fact]
    public void Random_WithOneSeed_ChoosesTheSameFaultsAgain()
    {
        var requests = Enumerable.Range(0, 2000).Select(number => new StorageRequest(number % 3 == 0 ? "PUT" : "GET", $"/{number}", "")).ToList();
        Assert.Equal(requests.Select(FaultPlan.Random(7, 0.05).Next).ToList(), requests.Select(FaultPlan.Random(7, 0.05).Next).ToList());
    }

    [Fact]
    public void Random_OfFivePercent_MeetsEachKindOfFault_AndTellsReadsFromWrites()
    {
        var plan = FaultPlan.Random(1, 0.05);
        for (var number = 0; number < 5000; number++)
        {
            var isWrite = number % 2 == 0;
            var fault = plan.Next(new StorageRequest(isWrite ? "POST" : "GET", "/x", ""));
            if (!isWrite) Assert.False(fault is StorageFault.Conflict or StorageFault.PreconditionFailed or StorageFault.LateEffect, $"{fault}");
        }

        Assert.Equal(Enum.GetValues<StorageFault>().Length - 1, plan.Counts.Count);
        Assert.InRange(plan.Counts.Values.Sum(), 180, 320);
    }
}
